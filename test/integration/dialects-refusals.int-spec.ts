import { describe, expect, it } from '@jest/globals';
import { withScenario } from '../support/emulator-client.js';
import { emulatorStage } from '../support/emulator-stage.js';

/** How dialects say no: in the form and in the words of the API. */

const { setup } = emulatorStage();
const json = { 'content-type': 'application/json' };

const DATABRICKS = '/dialects/databricks/api/2.2/jobs/run-now';
const starts: [string, object][] = [
  [DATABRICKS, { error_code: expect.any(String), message: expect.any(String) }],
  ['/dialects/openai-batch/v1/batches', { error: expect.objectContaining({ type: 'invalid_request_error' }) }],
  ['/dialects/replicate/v1/predictions', { detail: expect.any(String), status: expect.any(Number) }],
  ['/dialects/plain-202/reports', { error: expect.objectContaining({ code: expect.any(String) }) }],
];

describe.each(starts)('A start at %s', (path, form) => {
  it.each([
    ['JSON that ends too early', '{"job_id":1,', json, 400],
    ['a word that is called JSON', 'hello', json, 400],
    ['a word', 'hello', { 'content-type': 'text/plain' }, 415],
    ['XML', '<job/>', { 'content-type': 'text/xml' }, 415],
    ['JSON that is called XML', '{"job_id":1}', { 'content-type': 'text/xml' }, 415],
    ['a form', 'job_id=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ])('takes no body that is %s', async (_, text, headers, status) => {
    const { call } = await setup();

    const reply = await call(path, { text, headers });
    const { body } = await call('/api/v1/jobs');

    expect([reply.status, body.jobs]).toEqual([status, []]);
    expect(reply.body).toMatchObject(form);
  });

  it('takes JSON that curl calls a form, for its users forget to say so', async () => {
    const { call } = await setup();

    const reply = await call(path, {
      text: '{"job_id":1}',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });

    expect(reply.status).toBeLessThan(300);
  });

  it('tells in its own form that a body is too large', async () => {
    const { call } = await setup();

    const reply = await call(path, { json: { a: 'a'.repeat(1_100_000) } });

    expect(reply.status).toBe(413);
    expect(reply.body).toMatchObject(form);
  });
});

const bare: [string, string, Record<number, object>][] = [
  [
    'databricks',
    '/api/2.2/jobs/run-now',
    {
      404: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
      429: { error_code: 'REQUEST_LIMIT_EXCEEDED' },
      500: { error_code: 'INTERNAL_ERROR' },
      503: { error_code: 'TEMPORARILY_UNAVAILABLE' },
    },
  ],
  [
    'openai-batch',
    '/v1/batches',
    {
      404: { error: { type: 'invalid_request_error' } },
      429: { error: { code: 'rate_limit_exceeded' } },
      500: { error: { type: 'server_error' } },
      503: { error: { type: 'server_error' } },
    },
  ],
  [
    'anthropic-batch',
    '/v1/messages/batches',
    {
      404: { error: { type: 'not_found_error' } },
      429: { type: 'error', error: { type: 'rate_limit_error' } },
      500: { error: { type: 'api_error' } },
      529: { error: { type: 'overloaded_error' } },
    },
  ],
  ['replicate', '/v1/predictions', { 404: { title: 'Not found' }, 429: { status: 429 }, 500: { status: 500 } }],
  [
    'azure-operation-location',
    '/reports',
    { 429: { error: { code: 'TooManyRequests' } }, 503: { error: { code: 'ServiceUnavailable' } } },
  ],
  [
    'google-lro',
    '/v1/a:run',
    { 429: { error: { code: 429, status: 'RESOURCE_EXHAUSTED' } }, 503: { error: { status: 'UNAVAILABLE' } } },
  ],
];

describe.each(bare)("A fault's bare code at %s", (name, path, told) => {
  it.each(Object.entries(told))('%i is told as the API tells it', async (code, form) => {
    const { call } = await setup();
    const faults = [{ on: 'start', reply: { code: Number(code) } }];

    const reply = await call(`/dialects/${name}${path}`, { json: {}, headers: withScenario({ faults }) });

    expect(reply.status).toBe(Number(code));
    expect(reply.body).toMatchObject(form);
    expect(reply.text).not.toContain('bad-request');
  });
});

it('AWS calls itself throttled by the type of its error', async () => {
  const { call } = await setup();
  const faults = [{ on: 'start', reply: { code: 429 } }];
  const headers = { 'x-amz-target': 'AWSStepFunctions.StartExecution', ...withScenario({ faults }) };

  const reply = await call('/dialects/aws-step-functions/', { json: { stateMachineArn: 'a' }, headers });

  expect(reply.body).toMatchObject({ __type: 'ThrottlingException' });
});

describe('A key that can not be kept', () => {
  it("is refused in the API's form, at its place", async () => {
    const { call } = await setup();

    const reply = await call(DATABRICKS, { json: { job_id: 1, idempotency_token: 'a'.repeat(300) } });

    expect([reply.status, Object.keys(reply.body).sort()]).toEqual([400, ['error_code', 'message']]);
    expect(reply.text).toContain('idempotency_token');
  });
});
