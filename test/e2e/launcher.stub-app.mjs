/** Stands in for a built app: keeps the same promises to the launcher, and one row of data for each time it was started. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const app = process.argv[1]?.includes('emulator') ? 'emulator' : 'monitor';
const port = Number(process.env[`${app.toUpperCase()}_PORT`] || (app === 'emulator' ? 3001 : 3000));
const modules = pathToFileURL(join(process.cwd(), 'node_modules', 'pg', 'lib', 'index.js')).href;
const { default: pg } = await import(modules);

if (process.env.STUB_SETTING === 'bad') {
  console.error('STUB_SETTING must be good.');
  process.exit(1);
}
const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
client.on('error', () => {});
await client.connect();
await client.query(`CREATE TABLE IF NOT EXISTS starts_of_${app} (started_at timestamptz)`);
await client.query(`INSERT INTO starts_of_${app} VALUES (now())`);

const server = createServer(async (request, response) => {
  if (request.url === '/crash') throw new Error('The stub was asked to crash.');
  const { rows } = await client.query(`SELECT count(*)::int AS starts FROM starts_of_${app}`);
  const where = await client.query('SELECT pg_backend_pid() AS backend, pg_postmaster_start_time() AS since');
  const { DATABASE_URL: database, SECRETS_KEY: secretsKey, ALLOW_PRIVATE_CIDRS: privateRanges } = process.env;
  response.end(
    JSON.stringify({ app, pid: process.pid, database, secretsKey, privateRanges, ...rows[0], ...where.rows[0] }),
  );
});
server.listen(port, process.env.LISTEN_HOST ?? '127.0.0.1', () =>
  console.log(JSON.stringify({ msg: 'listening', port })),
);

async function stop() {
  // A last query shows whether the database was stopped before the apps.
  await client.query('SELECT 1');
  console.log(JSON.stringify({ msg: 'stopped in order' }));
  process.exit(0);
}
process.on('SIGTERM', stop).on('SIGINT', stop);
if (process.env.STOP_WITH_STDIN === 'true') process.stdin.resume().on('end', stop);
