/** Jest's global setup: one server for the whole run, though two projects name it. */
import { startThrowAwayPostgres } from './throw-away-postgres.mjs';

/** @type {ReturnType<typeof startThrowAwayPostgres> | undefined} */
let server;

export default async function startPostgres() {
  server ??= startThrowAwayPostgres();
  const { url } = await server;
  process.env.TEST_POSTGRES_URL = url;
}

/** A run that is killed before it gets here needs no stop: the server ends with it. */
export async function stopPostgres() {
  const started = await server;
  server = undefined;
  await started?.stop();
}
