import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RequestJournal } from '../../apps/emulator/src/referee/request-journal.js';
import { type EmulatorApp, startEmulatorApp } from '../support/emulator-app.js';
import { createEmulatorDatabase } from '../support/emulator-replica.js';
import { send } from '../support/raw-http.js';
import type { TestDatabase } from '../support/test-database.js';

const SECRET = 'never-to-be-kept';

let database: TestDatabase;
let emulator: EmulatorApp;

beforeAll(async () => {
  database = await createEmulatorDatabase();
  emulator = await startEmulatorApp(database.url);
});
afterAll(async () => {
  await emulator.close();
  await database.drop();
});

describe('The credentials of a start', () => {
  it.each(['code', 'token', 'api_key', 'subscription-key', 'APP-Key'])(
    'in the query, %s, are kept nowhere',
    async (name) => {
      const profile = {
        extends: 'replicate',
        auth: { scheme: 'api-key', in: 'query', name: 'app-key', secret: 'key' },
      };
      const json = { 'content-type': 'application/json' };
      await send(emulator.port, '/api/v1/dialects/mine', {
        method: 'PUT',
        headers: json,
        body: JSON.stringify({ profile }),
      });

      const started = await send(emulator.port, `/dialects/mine/v1/predictions?of=mine&${name}=${SECRET}`, {
        method: 'POST',
        headers: { ...json, authorization: `Bearer ${SECRET}`, 'x-api-key': SECRET },
        body: JSON.stringify({ version: 'v', input: {} }),
      });
      await emulator.app.get(RequestJournal).flush();

      expect(started.status).toBeLessThan(300);
      const kept = await database.query<{ text: string }>(
        `SELECT request::text AS text FROM emulator.jobs UNION ALL SELECT entry::text FROM emulator.requests`,
      );
      expect(kept.some(({ text }) => text.includes('mine'))).toBe(true);
      expect(kept.filter(({ text }) => text.includes(SECRET))).toEqual([]);
    },
  );
});
