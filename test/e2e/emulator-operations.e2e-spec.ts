import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { EmulatorProcess } from '../support/emulator-process.js';
import { eventually } from '../support/eventually.js';
import { send } from '../support/raw-http.js';
import { type TestDatabase, createTestDatabase } from '../support/test-database.js';

interface Operation {
  operationId: string;
  summary?: string;
  parameters: { name: string; schema: { example?: string } }[];
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

let database: TestDatabase;
let emulator: EmulatorProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  emulator = await EmulatorProcess.start({
    DATABASE_URL: database.url,
    ASYNC_JOB_QUEUED_DURATION_SEC: '0.1',
    ASYNC_JOB_INPROGRESS_DURATION_SEC: '0.1',
    EMULATOR_PUBLIC_BASE_URL: 'https://jobs.example.com/',
  });
});

afterAll(async () => {
  await emulator.stop();
  await database.drop();
});

async function readDocument() {
  const { text } = await send(emulator.port, '/docs-json');
  return JSON.parse(text) as { servers: object[]; paths: Record<string, Record<string, Operation>> };
}

async function readOperations(): Promise<Operation[]> {
  return Object.values((await readDocument()).paths).flatMap((methods) => Object.values(methods));
}

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1, references included', async () => {
    const validator = new Validator();

    const result = await validator.validate(await readDocument());

    expect(result).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    expect(() => validator.resolveRefs()).not.toThrow();
  });

  it('begins with the public base URL', async () => {
    expect((await readDocument()).servers).toEqual([{ url: 'https://jobs.example.com' }]);
  });

  it('tells of every operation in words, with a schema for every answer and a name of its own', async () => {
    const operations = await readOperations();

    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { summary, responses } of operations) {
      expect(summary).toBeTruthy();
      const { 204: _, ...withBody } = responses;
      for (const { content } of Object.values(withBody)) expect(Object.values(content!)[0]!.schema).toBeDefined();
    }
  });

  it.each([
    ['/api/job-start/{jobName}', 'get', ['202', '400', '409', '422', '500', '503']],
    ['/api/job-start/{jobName}', 'post', ['202', '400', '409', '422', '500', '503']],
    ['/api/job-status/{jobId}', 'get', ['200', '400', '404', '500', '503']],
  ])('documents every answer of %s %s', async (path, method, statuses) => {
    const { paths } = await readDocument();

    expect(Object.keys(paths[path]![method]!.responses).sort()).toEqual(statuses);
  });

  it('has an example name that works when sent', async () => {
    const { paths } = await readDocument();
    const example = paths['/api/job-start/{jobName}']!.get!.parameters[0]!.schema.example;

    expect((await send(emulator.port, `/api/job-start/${example}`)).status).toBe(202);
  });
});

describe('Swagger UI', () => {
  it('loads, with everything that its page asks for', async () => {
    const page = await send(emulator.port, '/docs');
    const assets = [...page.text.matchAll(/(?:src|href)="(\.\/docs\/[^"]+)"/g)].map(([, path]) => path!.slice(1));

    expect(page).toMatchObject({ status: 200, headers: { 'content-type': expect.stringContaining('text/html') } });
    expect(assets.length).toBeGreaterThan(3);
    const answers = await Promise.all(assets.map((path) => send(emulator.port, path)));
    expect(answers.map(({ status }) => status)).toEqual(assets.map(() => 200));
  });
});

describe('operations', () => {
  it('is ready once the database answers and its tick has succeeded', async () => {
    const ready = await eventually('the emulator is ready', async () => {
      const answer = await send(emulator.port, '/health/ready');
      return answer.status === 200 && answer;
    });

    expect(JSON.parse(ready.text)).toEqual({ status: 'ready', database: 'answers', lateTicks: [] });
    expect((await send(emulator.port, '/health/live')).status).toBe(200);
  });

  it('counts what it did', async () => {
    await send(emulator.port, '/api/job-start/counted');

    const metrics = await eventually('the job is counted to its end', async () => {
      const { text } = await send(emulator.port, '/metrics');
      return text.includes('longwatch_job_transitions_total{state="Completed"}') && text;
    });

    expect(metrics).toMatch(/^longwatch_jobs_started_total [1-9]/m);
    expect(metrics).toMatch(/^longwatch_jobs_backlog\{kind="overdue"\} 0$/m);
    expect(metrics).toMatch(/^longwatch_job_transition_lateness_seconds_count [1-9]/m);
    expect(metrics).toMatch(
      /_request_duration_seconds_count\{method="GET",route="\/api\/job-start\/:jobName",code="202"\}/,
    );
  });

  it('logs one life of a job under one id, and no secret', async () => {
    const { text } = await send(emulator.port, '/api/job-start/logged');
    const { jobId } = JSON.parse(text) as { jobId: string };

    const lines = await eventually('its end is logged', () => {
      const ofJob = emulator.log.filter((line) => line.jobId === jobId);
      return ofJob.length === 3 && ofJob;
    });

    expect(lines.map(({ msg, to }) => [msg, to])).toEqual([
      ['job.started', undefined],
      ['job.advanced', 'InProgress'],
      ['job.advanced', 'Completed'],
    ]);
    expect(JSON.stringify(emulator.log)).not.toContain(database.url);
  });
});
