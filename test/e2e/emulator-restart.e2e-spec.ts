import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EmulatorProcess } from '../support/emulator-process.js';
import { eventually } from '../support/eventually.js';
import { send } from '../support/raw-http.js';
import { type TestDatabase, createTestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let running: EmulatorProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  await Promise.all(running.map((emulator) => emulator.stop('SIGKILL')));
  running = [];
});

afterAll(() => database.drop());

async function startEmulator(settings: Record<string, string> = {}): Promise<EmulatorProcess> {
  const emulator = await EmulatorProcess.start({
    DATABASE_URL: database.url,
    ASYNC_JOB_QUEUED_DURATION_SEC: '1',
    ASYNC_JOB_INPROGRESS_DURATION_SEC: '0.5',
    ...settings,
  });
  running.push(emulator);
  return emulator;
}

async function startJobs(emulator: EmulatorProcess, names: string[]): Promise<string[]> {
  const answers = await Promise.all(names.map((name) => send(emulator.port, `/api/job-start/${name}`)));
  return answers.map(({ text }) => (JSON.parse(text) as { jobId: string }).jobId);
}

async function allCompleted(ids: string[]): Promise<boolean> {
  const [row] = await database.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM emulator.jobs WHERE id = ANY($1) AND state = 'Completed'`,
    [ids],
  );
  return row!.count === ids.length;
}

/** Seconds from creation to each transition's due instant: the distinct lives that these jobs had. */
function readLives(ids: string[]): Promise<{ life: number[] }[]> {
  return database.query(
    `SELECT DISTINCT array_agg(extract(epoch FROM step.at - job.created_at)::float8 ORDER BY step.sequence) AS life
     FROM emulator.jobs AS job JOIN emulator.job_transitions AS step ON step.job_id = job.id
     WHERE job.id = ANY($1) GROUP BY job.id`,
    [ids],
  );
}

const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

describe('an emulator that was killed', () => {
  it('catches up within three seconds of its return, with the instants at which the transitions were due', async () => {
    const EMULATOR_PORT = await freePort();
    const killed = await startEmulator({ EMULATOR_PORT });
    const ids = await startJobs(killed, names('killed-', 40));
    await killed.stop('SIGKILL');

    await startEmulator({ EMULATOR_PORT });

    await eventually('all jobs are completed', () => allCompleted(ids), 3000);
    expect(await readLives(ids)).toEqual([{ life: [0, 1, 1.5] }]);
  });

  it('is replaced by another replica once its lease has run out, and no transition is applied twice', async () => {
    const [killed] = await Promise.all([startEmulator(), startEmulator()]);
    const ids = await startJobs(killed, names('replaced-', 40));
    await killed.stop('SIGKILL');

    await eventually('all jobs are completed', () => allCompleted(ids), 8000);
    expect(await readLives(ids)).toEqual([{ life: [0, 1, 1.5] }]);
  });
});

describe('an emulator that is asked to stop', () => {
  it('ends with code 0 and leaves its jobs to another replica, in time', async () => {
    const [stopped] = await Promise.all([startEmulator(), startEmulator()]);
    const ids = await startJobs(stopped, names('handed-over-', 20));

    expect(await stopped.stop('SIGTERM')).toBe(0);

    await eventually('all jobs are completed', () => allCompleted(ids), 4000);
    expect(stopped.log.at(-1)).toMatchObject({ msg: 'app.stopped' });
  });
});

describe('an emulator that can not start', () => {
  it('names every bad setting at once, a line each, and exits with code 1', async () => {
    const refused = EmulatorProcess.run({ EMULATOR_PORT: 'x', ASYNC_JOB_QUEUED_DURATION_SEC: '-2' });

    expect(await refused.ended()).toBe(1);
    expect(refused.complaint.trim().split('\n')).toEqual([
      expect.stringMatching(/^Bad setting DATABASE_URL: /),
      expect.stringMatching(/^Bad setting EMULATOR_PORT: /),
      expect.stringMatching(/^Bad setting ASYNC_JOB_QUEUED_DURATION_SEC: /),
    ]);
  });

  it('says in one line that its port is in use', async () => {
    const { port } = await startEmulator();

    const refused = EmulatorProcess.run({ DATABASE_URL: database.url, EMULATOR_PORT: String(port) });

    expect(await refused.ended()).toBe(1);
    expect(refused.complaint).toMatch(new RegExp(`^Port ${port} of 127\\.0\\.0\\.1 is in use.*\\n$`));
  });

  it('says in one line that its database refuses it', async () => {
    const nowhere = Object.assign(new URL(database.url), { pathname: '/no_such_database' }).href;

    const refused = EmulatorProcess.run({ DATABASE_URL: nowhere });

    expect(await refused.ended()).toBe(1);
    expect(refused.complaint).toMatch(/^The database no_such_database at .* can't be used: .*\n$/);
  });
});
