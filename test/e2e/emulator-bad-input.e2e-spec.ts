import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemSchema } from '@app/contracts';
import { EmulatorProcess } from '../support/emulator-process.js';
import { type RawRequest, send, sendBytes } from '../support/raw-http.js';
import { type TestDatabase, createTestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let emulator: EmulatorProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  emulator = await EmulatorProcess.start({ DATABASE_URL: database.url });
});

afterAll(async () => {
  await emulator.stop();
  await database.drop();
});

const post: RawRequest = { method: 'POST' };

async function countJobs(): Promise<number> {
  const [row] = await database.query<{ count: number }>('SELECT count(*)::integer AS count FROM emulator.jobs');
  return row!.count;
}

describe('bad input', () => {
  it.each<[string, string, RawRequest, number, string]>([
    ['an empty name', '/api/job-start/', {}, 422, 'job-name-invalid'],
    ['no name at all', '/api/job-start', {}, 422, 'job-name-invalid'],
    ['an empty name, posted', '/api/job-start/', post, 422, 'job-name-invalid'],
    ['a name of spaces', '/api/job-start/%20%20', {}, 422, 'job-name-invalid'],
    ['a name of a no-break space', '/api/job-start/%C2%A0', {}, 422, 'job-name-invalid'],
    ['a name of one dot', '/api/job-start/.', {}, 422, 'job-name-invalid'],
    ['a name of two dots', '/api/job-start/..', {}, 422, 'job-name-invalid'],
    ['a name of two encoded dots', '/api/job-start/%2e%2E', {}, 422, 'job-name-invalid'],
    ['a name of 257 characters', `/api/job-start/${'x'.repeat(257)}`, {}, 422, 'job-name-invalid'],
    ['a name of 257 emoji', `/api/job-start/${encodeURIComponent('🚀'.repeat(257))}`, {}, 422, 'job-name-invalid'],
    ['a name of 10,000 characters', `/api/job-start/${'x'.repeat(10_000)}`, {}, 422, 'job-name-invalid'],
    ['a name with a NUL', '/api/job-start/a%00b', {}, 422, 'job-name-invalid'],
    ['a name with a line break', '/api/job-start/a%0D%0Ab', post, 422, 'job-name-invalid'],
    ['a name with DEL', '/api/job-start/%7F', {}, 422, 'job-name-invalid'],
    ['a name with a C1 control', '/api/job-start/%C2%85', {}, 422, 'job-name-invalid'],
    ['a broken percent-encoding', '/api/job-start/%zz', {}, 400, 'url-malformed'],
    ['a percent-encoding cut short', '/api/job-start/a%2', post, 400, 'url-malformed'],
    ['a percent-encoding of no UTF-8', '/api/job-start/%FF', {}, 400, 'url-malformed'],
    ['a percent-encoded surrogate', '/api/job-start/%ED%A0%80', {}, 400, 'url-malformed'],
    ['a slash that is not encoded', '/api/job-start/a/b', {}, 404, 'route-unknown'],
    ['an empty key', '/api/job-start/a', { headers: { 'idempotency-key': '' } }, 422, 'start-key-invalid'],
    ['a long key', '/api/job-start/a', { headers: { 'idempotency-key': 'k'.repeat(256) } }, 422, 'start-key-invalid'],
    ['a key that is not ASCII', '/api/job-start/a', { headers: { 'idempotency-key': 'ä' } }, 422, 'start-key-invalid'],
    ['an unknown id', '/api/job-status/019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c11', {}, 404, 'job-unknown'],
    ['a malformed id', '/api/job-status/gb4711', {}, 404, 'job-unknown'],
    ['an id with SQL in it', '/api/job-status/%27%3B%20DROP%20TABLE', {}, 404, 'job-unknown'],
    ['an id with a NUL', '/api/job-status/%00', {}, 404, 'job-unknown'],
    ['an id with broken percent-encoding', '/api/job-status/%', {}, 400, 'url-malformed'],
    ['an unknown route', '/api/nothing', {}, 404, 'route-unknown'],
    ['an unknown route, posted', '/nothing', post, 404, 'route-unknown'],
    ['a prefix of a route', '/api', {}, 404, 'route-unknown'],
    ['a route in capitals', '/API/JOB-START/a', {}, 404, 'route-unknown'],
  ])('%s gets its documented problem and changes nothing', async (_, path, request, status, code) => {
    const answer = await send(emulator.port, path, request);

    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(problemSchema.strict().parse(JSON.parse(answer.text))).toMatchObject({ status, code });
    expect(answer.status).toBe(status);
    expect(await countJobs()).toBe(0);
  });

  it.each([
    ['PUT', '/api/job-start/a', 'GET, POST'],
    ['DELETE', '/api/job-start/a', 'GET, POST'],
    ['PATCH', '/api/job-start/a', 'GET, POST'],
    ['OPTIONS', '/api/job-start/a', 'GET, POST'],
    ['POST', '/api/job-status/019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c11', 'GET'],
    ['DELETE', '/health/live', 'GET'],
    ['POST', '/metrics', 'GET'],
    ['POST', '/docs-json', 'GET'],
  ])('%s of %s gets a 405 that allows %s', async (method, path, allow) => {
    const answer = await send(emulator.port, path, { method });

    expect(answer.headers.allow).toBe(allow);
    expect(JSON.parse(answer.text)).toMatchObject({ status: 405, code: 'method-not-allowed' });
    expect(answer.status).toBe(405);
    expect(await countJobs()).toBe(0);
  });

  it('HEAD of a start is a 405 without a body, and starts nothing', async () => {
    const answer = await send(emulator.port, '/api/job-start/a', { method: 'HEAD' });

    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, POST' }, text: '' });
    expect(await countJobs()).toBe(0);
  });

  it.each([
    ['what is no HTTP', 'hello\r\n\r\n', 400],
    ['a method that is none', 'FETCH /api/job-start/a HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['control characters in the URL', 'GET /api/job-start/a\u0001b HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    [
      'two lengths of one body',
      'POST /api/job-start/a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
      400,
    ],
    ['a head that is too large', `GET /api/job-start/a HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['a URL that is too large', `GET /api/job-start/${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
  ])('%s gets a problem on a closed connection', async (_, bytes, status) => {
    const answer = await sendBytes(emulator.port, bytes);

    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(JSON.parse(answer.text)).toMatchObject({ status });
    expect(answer.status).toBe(status);
    expect(await countJobs()).toBe(0);
  });

  it('leads from / to the docs, and from the type of a problem to its meaning', async () => {
    const root = await send(emulator.port, '/');
    const meaning = await send(emulator.port, '/problems/job-name-taken');

    expect(root).toMatchObject({ status: 302, headers: { location: '/docs' } });
    expect(JSON.parse(meaning.text)).toMatchObject({ status: 409 });
  });
});
