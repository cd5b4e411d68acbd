import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jobStartedSchema, jobStatusSchema } from '@app/contracts';
import { EmulatorProcess } from '../support/emulator-process.js';
import { eventually } from '../support/eventually.js';
import { send } from '../support/raw-http.js';
import { type TestDatabase, createTestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let emulator: EmulatorProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  emulator = await EmulatorProcess.start({
    DATABASE_URL: database.url,
    ASYNC_JOB_QUEUED_DURATION_SEC: '0.5',
    ASYNC_JOB_INPROGRESS_DURATION_SEC: '0.5',
  });
});

afterAll(async () => {
  await emulator.stop();
  await database.drop();
});

async function start(name: string, headers: Record<string, string> = {}) {
  const { status, text } = await send(emulator.port, `/api/job-start/${name}`, { headers });
  expect(status).toBe(202);
  return jobStartedSchema.strict().parse(JSON.parse(text));
}

async function readStatus(jobId: string) {
  const { status, text } = await send(emulator.port, `/api/job-status/${jobId}`);
  expect(status).toBe(200);
  return jobStatusSchema.strict().parse(JSON.parse(text));
}

describe("seed A's job service", () => {
  it('starts a job and tells of it from Queued through InProgress to Completed', async () => {
    const started = await start('gb4711');
    expect(started).toMatchObject({ jobName: 'gb4711', jobStatus: 'Initializing' });

    const seen = new Set<string>();
    await eventually('the job is completed', async () => {
      const { jobId, jobName, jobStatus } = await readStatus(started.jobId);
      expect({ jobId, jobName }).toEqual({ jobId: started.jobId, jobName: 'gb4711' });
      return seen.add(jobStatus).has('Completed');
    });

    expect([...seen]).toEqual(['Queued', 'InProgress', 'Completed']);
  });

  it('shows each next state within 150 ms of when it is due', async () => {
    const { jobId } = await start('punctual');
    await eventually('the job is completed', async () => (await readStatus(jobId)).jobStatus === 'Completed');

    const [row] = await database.query<{ late_ms: number }>(
      `SELECT max(extract(epoch FROM recorded_at - at) * 1000)::float8 AS late_ms
       FROM emulator.job_transitions WHERE job_id = $1 AND sequence > 0`,
      [jobId],
    );

    expect(row!.late_ms).toBeGreaterThanOrEqual(0);
    expect(row!.late_ms).toBeLessThan(150);
  });

  it('of fifty simultaneous starts of one name accepts one and answers 409 to the others', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        send(emulator.port, '/api/job-start/rush', { method: index % 2 === 0 ? 'GET' : 'POST' }),
      ),
    );

    const codes = answers.map(({ status }) => status).sort();
    expect(codes).toEqual([202, ...Array<number>(49).fill(409)]);
  });

  it('answers a start repeated under its Idempotency-Key with the first job, also after that has ended', async () => {
    const headers = { 'idempotency-key': 'key-1' };
    const first = await start('keyed', headers);

    const whileLive = await start('keyed', headers);
    await eventually('the job is completed', async () => (await readStatus(first.jobId)).jobStatus === 'Completed');
    const afterwards = await start('keyed', headers);

    expect([whileLive, afterwards]).toEqual([first, first]);
  });

  it.each([
    ['a slash', 'a%2Fb', 'a/b'],
    ['a percent sign', '50%25', '50%'],
    ['an encoded percent-encoding', 'a%252Fb', 'a%2Fb'],
    ['dots', '...', '...'],
    ['a dot segment and more', '..%2F..%2Fetc', '../../etc'],
    ['spaces around', '%20padded%20', ' padded '],
    ['a plus sign', 'a+b', 'a+b'],
    ['a question mark', 'why%3F', 'why?'],
    ['a hash', 'c%23', 'c#'],
    ['a semicolon', 'a;b', 'a;b'],
    ['a quote', '%22%27', `"'`],
    ['a backslash', 'a%5Cb', 'a\\b'],
    ['another script', encodeURIComponent('出版社'), '出版社'],
    ['emoji', encodeURIComponent('👩‍🚀🚀'), '👩‍🚀🚀'],
    ['256 code points', encodeURIComponent('🚀'.repeat(256)), '🚀'.repeat(256)],
    ['a name out of an object', '__proto__', '__proto__'],
  ])('keeps a name with %s as it was sent', async (_, sent, name) => {
    const { jobId, jobName } = await start(sent);

    expect(jobName).toBe(name);
    expect((await readStatus(jobId)).jobName).toBe(name);
  });

  it('takes an id in capitals for the same id', async () => {
    const { jobId } = await start('capitals');

    expect((await readStatus(jobId.toUpperCase())).jobId).toBe(jobId);
  });

  it.each([
    ['JSON', 'application/json', '{"a":1}'],
    ['malformed JSON', 'application/json', '{"a":'],
    ['a form', 'application/x-www-form-urlencoded', 'a=1&b'],
    ['a multipart form without a boundary', 'multipart/form-data', 'x'],
    ['XML', 'application/xml', '<a/>'],
    ['bytes that are no UTF-8', 'application/json; charset=utf-8', Buffer.from([0xff, 0xfe, 0x00])],
    ['a nonsensical content type', 'nonsense', 'x'],
    ['more than any other route would read', 'application/json', Buffer.alloc(1_000_000)],
  ])('ignores a body: %s', async (what, contentType, body) => {
    const path = `/api/job-start/${encodeURIComponent(`body ${what}`)}`;

    const answer = await send(emulator.port, path, { method: 'POST', headers: { 'content-type': contentType }, body });

    expect(answer.status).toBe(202);
  });
});
