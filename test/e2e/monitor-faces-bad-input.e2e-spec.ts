import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { durableErrorSchema, problemSchema } from '@app/contracts';
import { eventually } from '../support/eventually.js';
import { MonitorProcess } from '../support/monitor-process.js';
import { type RawRequest, send } from '../support/raw-http.js';
import { type TestDatabase, createTestDatabase } from '../support/test-database.js';

const BASE = '/runtime/webhooks/durabletask';
const INSTANCES = `${BASE}/instances`;
const START = `${BASE}/orchestrators/MonitorOrchestrator`;
const ID = '01a1ffc1-0add-74b3-b4e1-85b7e3b55a52';

let database: TestDatabase;
let monitor: MonitorProcess;

/** One monitor lives throughout, suspended: what it would change, too, must stay as it is. */
beforeAll(async () => {
  database = await createTestDatabase();
  monitor = await MonitorProcess.start({
    DATABASE_URL: database.url,
    START_ASYNC_JOB_URL: 'http://127.0.0.1:1/start',
    MONITOR_DURATION_MIN: '60',
  });
  await send(monitor.port, `${START}/live`, { method: 'POST' });
  await send(monitor.port, `${INSTANCES}/live/suspend`, { method: 'POST' });
  // A start that is under way has to resolve first.
  await eventually('it is suspended', async () => {
    const [live] = await database.query<{ state: string }>('SELECT state FROM monitor.monitors');
    return live?.state === 'Suspended';
  });
}, 60_000);

afterAll(async () => {
  await monitor.stop();
  await database.drop();
});

/** All that requests could have changed. */
function everything(): Promise<object[]> {
  return database.query(
    `SELECT id, state, version, (SELECT count(*)::integer FROM monitor.monitor_events) AS events
     FROM monitor.monitors`,
  );
}

const post: RawRequest = { method: 'POST' };
const del: RawRequest = { method: 'DELETE' };

function json(body: string | Buffer): RawRequest {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body };
}

const deep = '['.repeat(10_000) + ']'.repeat(10_000);
const large = JSON.stringify('x'.repeat(300_000));
const text: RawRequest = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' };
const invalidUtf8 = Buffer.from([0x22, 0xff, 0x22]);

describe('bad input to the routes of the seeds', () => {
  const trigger = '/api/monitor-job';
  const processes = '/api/processes';

  it.each<[string, string, RawRequest, number, string]>([
    ['a trigger without a name', trigger, {}, 422, 'job-name-invalid'],
    ['a trigger with an empty name', `${trigger}/`, post, 422, 'job-name-invalid'],
    ['a name of spaces', `${trigger}/%20%C2%A0`, {}, 422, 'job-name-invalid'],
    ['a name of one dot', `${trigger}/%2E`, {}, 422, 'job-name-invalid'],
    ['a name of two dots', `${trigger}/%2E%2E`, {}, 422, 'job-name-invalid'],
    ['a name of 257 characters', `${trigger}/${'x'.repeat(257)}`, {}, 422, 'job-name-invalid'],
    ['a name of 257 emoji', `${trigger}/${encodeURIComponent('🚀'.repeat(257))}`, {}, 422, 'job-name-invalid'],
    ['a name with a NUL', `${trigger}/a%00b`, {}, 422, 'job-name-invalid'],
    ['a name with a line break', `${trigger}/a%0Ab`, post, 422, 'job-name-invalid'],
    ['a name with a C1 control', `${trigger}/%C2%85`, {}, 422, 'job-name-invalid'],
    ['a name in broken percent-encoding', `${trigger}/%zz`, {}, 400, 'url-malformed'],
    ['a percent-encoded surrogate', `${trigger}/%ED%A0%80`, {}, 400, 'url-malformed'],
    ['a slash that is not encoded', `${trigger}/a/b`, {}, 404, 'route-unknown'],
    ['a malformed process id', `${processes}/gb4711`, {}, 404, 'process-unknown'],
    ['an unknown process id', `${processes}/${ID}`, {}, 404, 'process-unknown'],
    ['a process id with a NUL', `${processes}/%00`, {}, 404, 'process-unknown'],
    ['a process id in broken percent-encoding', `${processes}/%`, {}, 400, 'url-malformed'],
    ['a process from no JSON', processes, json('{'), 400, 'body-malformed'],
    ['a process from invalid UTF-8', processes, json(invalidUtf8), 400, 'body-malformed'],
    ['a process with a __proto__ key', processes, json('{"input":{"__proto__":{}}}'), 400, 'body-malformed'],
    ['a process from text', processes, text, 415, 'content-type-unsupported'],
    ['a process from too large a body', processes, json(large), 413, 'body-too-large'],
    ['a process from null', processes, json('null'), 422, 'body-invalid'],
    ['a process from an array', processes, json('[]'), 422, 'body-invalid'],
    ['a process with an unknown field', processes, json('{"kind":"x"}'), 422, 'body-invalid'],
    ['a process of an unknown type', processes, json('{"type":"x"}'), 422, 'body-invalid'],
    ['a process whose type holds a NUL', processes, json('{"type":"\\u0000"}'), 422, 'body-invalid'],
    ['a process whose type is a number', processes, json('{"type":1}'), 422, 'body-invalid'],
    ['a process whose input is text', processes, json('{"input":"x"}'), 422, 'body-invalid'],
    ['a job name that is a number', processes, json('{"input":{"jobName":1}}'), 422, 'body-invalid'],
    ['an empty job name', processes, json('{"input":{"jobName":""}}'), 422, 'body-invalid'],
    ['a job name with U+0000', processes, json('{"input":{"jobName":"\\u0000"}}'), 422, 'body-invalid'],
    ['an input with U+0000', processes, json('{"input":{"a":"\\u0000"}}'), 422, 'body-invalid'],
    ['an input with U+0000 in a key', processes, json('{"input":{"\\u0000":1}}'), 422, 'body-invalid'],
    ['an input with a lone surrogate', processes, json('{"input":{"a":"\\ud800"}}'), 422, 'body-invalid'],
    ['an input 10,000 deep', processes, json(`{"input":{"a":${deep}}}`), 422, 'body-invalid'],
    ['a negative interval', processes, json('{"input":{"pollingIntervalSec":-1}}'), 422, 'body-invalid'],
    ['an endless duration', processes, json('{"input":{"durationMin":1e300}}'), 422, 'body-invalid'],
    ['an unknown route', '/api/process', post, 404, 'route-unknown'],
    ['an unknown kind of problem', '/problems/nope', {}, 404, 'route-unknown'],
    ['an entity', `${BASE}/entities/counter/c1`, {}, 404, 'route-unknown'],
    ['a signal to an entity', `${BASE}/entities/counter/c1?op=add`, post, 404, 'route-unknown'],
  ])('%s gets its documented problem and changes nothing', async (_, path, request, status, code) => {
    const before = await everything();

    const answer = await send(monitor.port, path, request);

    expect(problemSchema.strict().parse(JSON.parse(answer.text))).toMatchObject({ status, code });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(await everything()).toEqual(before);
  });
});

describe('bad input to the Durable Functions HTTP API', () => {
  const pushed = `${INSTANCES}/live/raiseEvent/job-status`;

  it.each<[string, string, RawRequest, number]>([
    ['an unknown function', `${BASE}/orchestrators/NoSuchFunction`, post, 404],
    ['a function with a NUL', `${BASE}/orchestrators/%00`, post, 404],
    ['an id of spaces', `${START}/%20`, post, 400],
    ['an id of 257 characters', `${START}/${'x'.repeat(257)}`, post, 400],
    ['an id with a control character', `${START}/a%07`, post, 400],
    ['an id that lives', `${START}/live`, post, 409],
    ['an empty job name', START, json('{"jobName":" "}'), 400],
    ['an interval that is text', START, json('{"pollingIntervalSec":"1"}'), 400],
    ['an input with U+0000', START, json('"\\u0000"'), 400],
    ['an input with a lone surrogate', START, json('["\\udfff"]'), 400],
    ['an input 10,000 deep', START, json(deep), 400],
    ['a timeout that is text', `${START}?timeout=soon`, post, 400],
    ['a timeout of hours', `${START}?timeout=7200`, post, 400],
    ['no interval between looks', `${START}?timeout=1&pollingInterval=0`, post, 400],
    ['an unknown id', `${INSTANCES}/nobody`, {}, 404],
    ['an id with a NUL', `${INSTANCES}/%00`, {}, 404],
    ['an id of 10,000 characters', `${INSTANCES}/${'x'.repeat(10_000)}`, {}, 404],
    ['a command to an unknown id', `${INSTANCES}/nobody/terminate`, post, 404],
    ['a command to an id with a NUL', `${INSTANCES}/a%00/suspend`, post, 404],
    ['an event to an unknown id', `${INSTANCES}/nobody/raiseEvent/poll-now`, post, 404],
    ['a purge of an unknown id', `${INSTANCES}/nobody`, del, 404],
    ['a purge of a live one', `${INSTANCES}/live`, del, 409],
    ['a rewind of a live one', `${INSTANCES}/live/rewind`, post, 400],
    ['a restart of an unknown id', `${INSTANCES}/nobody/restart`, post, 400],
    ['a restart of a live one', `${INSTANCES}/live/restart`, post, 409],
    ['a reason with a NUL', `${INSTANCES}/live/terminate?reason=%00`, post, 400],
    ['two reasons', `${INSTANCES}/live/terminate?reason=a&reason=b`, post, 400],
    ['an unknown event', `${INSTANCES}/live/raiseEvent/hello`, json('{}'), 400],
    ['an event with a NUL', `${INSTANCES}/live/raiseEvent/%00`, json('{}'), 400],
    ['a status without a body', pushed, post, 400],
    ['a status without a word', pushed, json('{"jobStatus":null}'), 400],
    ['a status with U+0000', pushed, json('{"jobStatus":"Failed","a":"\\u0000"}'), 400],
    ['a list from no date', `${INSTANCES}?createdTimeFrom=yesterday`, {}, 400],
    ['a list from a day that is none', `${INSTANCES}?createdTimeFrom=2026-13-41`, {}, 400],
    ['a list of an unknown status', `${INSTANCES}?runtimeStatus=Running,Walking`, {}, 400],
    ['a list of none', `${INSTANCES}?top=0`, {}, 400],
    ['a list of text', `${INSTANCES}?top=all`, {}, 400],
    ['a prefix with a NUL', `${INSTANCES}?instanceIdPrefix=%00`, {}, 400],
    ['a token of somebody else', INSTANCES, { headers: { 'x-ms-continuation-token': 'x' } }, 400],
    ['a purge without a time', INSTANCES, del, 400],
    ['a purge of an unknown status', `${INSTANCES}?createdTimeFrom=2026-01-01&runtimeStatus=Old`, del, 400],
    ['a purge that matches none', `${INSTANCES}/?createdTimeFrom=2999-01-01T00:00:00Z`, del, 404],
  ])("%s gets its documented error in that API's form and changes nothing", async (_, path, request, status) => {
    const before = await everything();

    const answer = await send(monitor.port, path, request);

    expect({ status: answer.status, body: JSON.parse(answer.text) as unknown }).toEqual({ status, body: anyMessage });
    expect(durableErrorSchema.strict().parse(JSON.parse(answer.text)).Message).toMatch(/\.$/);
    expect(await everything()).toEqual(before);
  });

  const anyMessage = { Message: expect.any(String) };

  it.each<[string, string, RawRequest, number, string]>([
    ['no JSON', START, json('{'), 400, 'body-malformed'],
    ['text', pushed, text, 415, 'content-type-unsupported'],
    ['too large a body', START, json(large), 413, 'body-too-large'],
    ['broken percent-encoding', `${INSTANCES}/%zz`, {}, 400, 'url-malformed'],
    ['broken percent-encoding of a command', `${INSTANCES}/a/%/terminate`, post, 400, 'url-malformed'],
  ])('%s is refused as everywhere, before that API is asked', async (_, path, request, status, code) => {
    const answer = await send(monitor.port, path, request);

    expect(problemSchema.strict().parse(JSON.parse(answer.text))).toMatchObject({ status, code });
  });

  it.each([
    ['unknown query parameters', '?reason=a&b=c&taskHub=x&code=secret'],
    ['a query in broken percent-encoding', '?reason=100%&x=%zz'],
    ['flags that are neither true nor false', '?showInput=maybe&showHistory=constructor'],
    ['years before ours', '?createdTimeFrom=0001-01-01T00:00:00Z&createdTimeTo=9999-12-31T23:59:59.9999999Z'],
    ['an offset whose + was not encoded', '?createdTimeFrom=2020-01-01T00:00:00+02:00'],
    ['a status repeated and in lower case', '?runtimeStatus=running&runtimeStatus=suspended'],
    ['statuses that no monitor has', '?runtimeStatus=Canceled,ContinuedAsNew'],
    ['an empty token', '?x-ms-continuation-token='],
  ])('takes %s with patience', async (_, query) => {
    expect((await send(monitor.port, `${INSTANCES}${query}`)).status).toBe(200);
  });
});

describe('a method that a route does not take', () => {
  it.each([
    ['PUT', '/api/monitor-job/x', 'GET, POST'],
    ['HEAD', '/api/monitor-job/x', 'GET, POST'],
    ['DELETE', '/api/processes', 'POST'],
    ['GET', '/api/processes', 'POST'],
    ['POST', `/api/processes/${ID}`, 'GET'],
    ['HEAD', `/api/processes/${ID}`, 'GET'],
    ['POST', INSTANCES, 'DELETE, GET'],
    ['PATCH', `${INSTANCES}/live`, 'DELETE, GET'],
    ['HEAD', `${INSTANCES}/live`, 'DELETE, GET'],
    ['GET', `${INSTANCES}/live/terminate`, 'POST'],
    ['DELETE', `${INSTANCES}/live/terminate`, 'POST'],
    ['PUT', `${INSTANCES}/a/b/suspend`, 'POST'],
    ['GET', `${INSTANCES}/a/b/raiseEvent/poll-now`, 'POST'],
    ['GET', START, 'POST'],
    ['OPTIONS', `${START}/x`, 'POST'],
  ])('%s of %s gets a 405 that allows %s', async (method, path, allow) => {
    const before = await everything();

    const answer = await send(monitor.port, path, { method });

    expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
    expect(await everything()).toEqual(before);
  });
});
