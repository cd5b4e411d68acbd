import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compileDialect, compileProfile } from '@app/contracts';
import { readShippedDialect, shippedDialectNames } from '../../apps/emulator/src/dialects/shipped-dialects.js';
import { type EmulatorApp, startEmulatorApp } from '../support/emulator-app.js';
import { type EmulatorCall, emulatorClient, withScenario } from '../support/emulator-client.js';
import { createEmulatorDatabase } from '../support/emulator-replica.js';
import type { TestDatabase } from '../support/test-database.js';

/** Whatever is sent to a dialect: it is answered, and never as a failure of ours. */

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

const json = { 'content-type': 'application/json' };
/** Too long for an index of Postgres, and nothing that can be compressed. */
const long = Array.from({ length: 100 }, (_, index) => createHash('sha256').update(String(index)).digest('hex')).join(
  '',
);

/** Bodies and headers that no API expects. */
const calls: EmulatorCall[] = [
  { json: {} },
  { json: [] },
  { json: null },
  { json: 'text' },
  { json: { id: { a: [1] }, name: [long], metadata: 7, input: null } },
  { json: JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`) as unknown },
  { text: '{"__proto__":{"a":1},"constructor":1}', headers: json },
  { text: '{"a":"\\u0000\\ud800"}', headers: json },
  { text: '{"a":', headers: json },
  { text: 'a=1&a=2&%ZZ=%', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  { text: '\u0000', headers: { 'content-type': 'text/csv', 'idempotency-key': long } },
  { json: {}, headers: { 'idempotency-key': '\u00e9', prefer: long } },
  { json: {}, headers: withScenario({ result: { a: '{{input.x}}' }, error: { message: long } }) },
];

/** What an index, a text or a JSON of Postgres does not take, or what is no path at all. */
const texts = [
  '%00',
  'a%00b',
  '%ED%A0%80',
  '%ZZ',
  '%2F',
  '%5Cu0000',
  '%F4%90%80%80',
  long,
  '9'.repeat(40),
  '-1',
  '%FF',
];

/** Every URL that a dialect's documents name. */
function urlsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = (value as { url?: unknown }).url;
  return [...(typeof own === 'string' ? [own] : []), ...Object.values(value).flatMap(urlsOf)];
}

describe('Texts that can not be kept', () => {
  it.each(['%00', 'a%00', '%ED%A0%80', '%ZZ', long])(
    'are refused where the name of a dialect stands: %s',
    async (text) => {
      const { call } = await emulatorClient(emulator);
      const paths = [
        `/api/v1/dialects/${text}`,
        `/dialects/${text}`,
        `/dialects/${text}/jobs`,
        `/foreign/dialects/${text}/a`,
      ];

      const replies = await Promise.all(
        paths.flatMap((path) =>
          ['GET', 'POST', 'PUT', 'DELETE'].map((method) => call(path, { method, headers: json })),
        ),
      );

      expect(replies.filter(({ status }) => ![400, 404, 405, 414, 422].includes(status))).toEqual([]);
    },
  );

  it('are refused or taken wherever a native route has a place', async () => {
    const { call } = await emulatorClient(emulator);
    const places = ['jobs', 'scenarios', 'dialects', 'outages', 'callbacks', 'referee'];
    const paths = places.flatMap((place) => [`${place}/%00`, `${place}?job=%00&dialect=%00&client=%00&name=%00`]);

    const replies = await Promise.all(
      paths.flatMap((path) => ['GET', 'DELETE'].map((method) => call(`/api/v1/${path}`, { method }))),
    );

    expect(replies.filter(({ status }) => status >= 500)).toEqual([]);
  });

  it('are taken for something else in what is sent to a dialect', async () => {
    const { call } = await emulatorClient(emulator);

    const reply = await call('/dialects/plain-202/x?a=%00', { json: { a: '\u0000', '\u0000': '\ud800' } });

    expect(reply.status).toBe(202);
  });
});

describe.each(shippedDialectNames())('The dialect %s', (name) => {
  const { profile, supplement } = readShippedDialect(name)!;
  const { basePath, routes } = compileDialect(compileProfile(profile), supplement);
  const methods = [...new Set(routes.map(({ method }) => method))];

  it('fails at nothing that is sent to it', async () => {
    const { call } = await emulatorClient(emulator);
    const { url } = profile.start.request;
    const inPlaces = (text: string) => url.replace(/^\{\{input\.url\}\}/, '/jobs').replace(/\{\{[^}]*\}\}/g, text);
    const paths = ['a', '%2E%2E', '%00', long, '%F0%9F%A6%A6', "'", '7'].map((text) => inPlaces(text));
    // Each body at a plain path, and each path with a plain body.
    const asked = [
      ...calls.map((body) => ({ path: paths[0]!, body })),
      ...paths.map((path) => ({ path, body: calls[0]! })),
    ];
    const all = asked.flatMap(({ path, body }) =>
      methods.map((method) => ({ path, asked: method === 'GET' ? { method } : { method, ...body } })),
    );

    const replies = await Promise.all(
      all.map(async ({ path, asked }) => ({
        path,
        asked,
        ...(await call(`/dialects/${name}${basePath}${path}`, asked)),
      })),
    );

    expect(replies.filter(({ status }) => status >= 500).map(({ path, asked, text }) => [path, asked, text])).toEqual(
      [],
    );
  });

  it('fails at no place of any route that holds what can not be kept', async () => {
    const { call } = await emulatorClient(emulator);
    const paths = [...urlsOf({ profile, supplement }), '/operations/{{id}}', '/results/{{id}}'].map((url) =>
      url.replace(/^(https?:\/\/[^/]+|\{\{[^}]*\}\}(?!\/))/, '/operations/{{id}}'),
    );
    const asked = [...new Set(paths)].flatMap((path) =>
      texts.flatMap((text) =>
        methods.map((method) => ({
          method,
          path: path.replace(/^\{\{[^}]*\}\}/, '').replace(/\{\{[^}]*\}\}/g, () => text),
        })),
      ),
    );

    const replies = await Promise.all(
      asked.map(async ({ method, path }) => ({
        method,
        path,
        ...(await call(`/dialects/${name}${basePath}${path}`, method === 'GET' ? { method } : { method, json: {} })),
      })),
    );

    expect(
      replies
        .filter(({ status }) => status >= 500 && status !== 501)
        .map(({ method, path, text }) => [method, path, text]),
    ).toEqual([]);
  });

  it('refuses a scenario that is none', async () => {
    const { call } = await emulatorClient(emulator);
    const path = profile.start.request.url.replace(/^\{\{input\.url\}\}/, '/jobs').replace(/\{\{[^}]*\}\}/g, 'a');
    const method = profile.start.request.method ?? 'POST';
    const isStart = (status: number) => status === 404 || status === 400 || status === 422;

    const replies = await Promise.all(
      ['nothing', '{', '{"queued":1}'].map((scenario) =>
        call(`/dialects/${name}${basePath}${path}`, { method, headers: { 'longwatch-scenario': scenario } }),
      ),
    );

    expect(replies.map(({ status }) => isStart(status))).toEqual([true, true, true]);
  });
});
