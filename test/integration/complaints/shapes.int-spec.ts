import { describe, expect, it } from '@jest/globals';
import { complaintStage } from '../../support/complaint-stage.js';
import type { ScriptedAnswer } from '../../support/scripted-remote.js';

/** An API: what it answers to the start, to polls in turn at the one place that it has, and the profile that speaks it. */
interface Shape {
  started: ScriptedAnswer;
  polled: ScriptedAnswer[];
  profile: Record<string, unknown>;
  before?: ScriptedAnswer;
}

const words = { running: ['busy'], succeeded: ['done'], failed: ['broken'] };
const byWord = { status: 'body.state', statuses: words };
const byId = { request: { url: '/jobs/7' } };
const startOf = (more: object = {}) => ({ request: { url: '/jobs' }, ...more });

const shapes: [string, (origin: string) => Shape][] = [
  [
    'a 201 with a Location, where 202 was expected',
    () => ({
      started: { code: 201, headers: { location: '/jobs/7' } },
      polled: [{ code: 202 }, { code: 200 }],
      profile: { start: startOf() },
    }),
  ],
  [
    'a 303 to the status as the answer to the start',
    () => ({
      started: { code: 303, headers: { location: '/jobs/7' } },
      polled: [{ code: 202 }, { code: 200 }],
      profile: { start: startOf() },
    }),
  ],
  [
    'a Content-Location, and a 204 at the end',
    () => ({
      started: { code: 202, headers: { 'content-location': '/jobs/7' } },
      polled: [{ code: 202 }, { code: 204 }],
      profile: { start: startOf() },
    }),
  ],
  [
    'an Operation-Location beside a Location of something else',
    () => ({
      started: { code: 202, headers: { 'operation-location': '/jobs/7', location: '/elsewhere' } },
      polled: [{ body: { state: 'busy' } }, { body: { state: 'done' } }],
      profile: { start: startOf(), poll: byWord },
    }),
  ],
  [
    'a header of its own for the place to ask',
    () => ({
      started: { code: 202, headers: { 'gw-async-location': '/jobs/7' } },
      polled: [{ code: 202 }, { code: 200 }],
      profile: { start: startOf({ capture: { statusUrl: 'header.gw-async-location | resolve' } }) },
    }),
  ],
  [
    'an absolute URL in the body',
    (origin) => ({
      started: { code: 200, body: { links: { status: `${origin}/jobs/7` } } },
      polled: [{ body: { state: 'busy' } }, { body: { state: 'done' } }],
      profile: { start: startOf({ capture: { statusUrl: 'body.links.status | resolve' } }), poll: byWord },
    }),
  ],
  [
    'a relative URL in the body',
    () => ({
      started: { code: 202, body: { statementStatusUrl: '/jobs/7?retry=1' } },
      polled: [{ code: 202 }, { code: 200 }],
      profile: { start: startOf({ capture: { statusUrl: 'body.statementStatusUrl | resolve' } }) },
    }),
  ],
  [
    'no word of the job at all, for the client chose its name',
    () => ({
      started: { code: 204 },
      polled: [{ body: { state: 'busy' } }, { body: { state: 'done' } }],
      profile: { start: startOf(), poll: { ...byId, ...byWord } },
    }),
  ],
  [
    'a status in a header',
    () => ({
      started: { code: 201 },
      polled: [{ headers: { 'x-state': 'busy' } }, { headers: { 'x-state': 'done' } }],
      profile: { start: startOf(), poll: { ...byId, status: 'header.x-state', statuses: words } },
    }),
  ],
  [
    'a status of two fields, one of which comes only at the end',
    () => ({
      started: { code: 201 },
      polled: [{ body: { state: 'busy', result: null } }, { body: { state: 'over', result: 'ok' } }],
      profile: {
        start: startOf(),
        poll: {
          ...byId,
          status: ['body.state', 'body.result'],
          statuses: { running: ['busy'], succeeded: ['over/ok'], failed: ['over/*'] },
        },
      },
    }),
  ],
  [
    'a status among conditions of several types',
    () => ({
      started: { code: 201 },
      polled: [
        { body: { conditions: [{ type: 'Ready', status: 'True' }] } },
        {
          body: {
            conditions: [
              { type: 'Ready', status: 'True' },
              { type: 'Complete', status: 'True' },
            ],
          },
        },
      ],
      profile: {
        start: startOf(),
        poll: {
          ...byId,
          rules: [{ when: { 'body.conditions[type=Complete].status': 'True' }, then: 'succeeded' }],
          status: `'Active'`,
          statuses: { running: ['Active'] },
        },
      },
    }),
  ],
  [
    'a truth value, beside an error or a response',
    () => ({
      started: { code: 200, body: { name: 'operations/7' } },
      polled: [{ body: { name: 'operations/7' } }, { body: { name: 'operations/7', done: true, response: {} } }],
      profile: {
        start: startOf(),
        poll: {
          ...byId,
          rules: [
            { when: { 'body.error': { exists: true } }, then: 'failed' },
            { when: { 'body.done': true }, then: 'succeeded' },
          ],
          status: `'going on'`,
          statuses: { running: ['going on'] },
        },
      },
    }),
  ],
  [
    'nothing but an instant that moves',
    () => ({
      before: { body: { finishedAt: '2026-11-20T10:00:00Z' } },
      started: { code: 200, body: {} },
      polled: [{ body: { finishedAt: '2026-11-20T10:00:00Z' } }, { body: { finishedAt: '2026-11-21T10:00:00Z' } }],
      profile: {
        before: [{ request: { url: '/last' }, capture: { last: 'body.finishedAt' } }],
        start: startOf(),
        poll: {
          ...byId,
          rules: [{ when: { 'body.finishedAt': { changedFrom: 'job.last' } }, then: 'succeeded' }],
          status: `'going on'`,
          statuses: { running: ['going on'] },
        },
      },
    }),
  ],
  [
    'a poll that is a POST with the job in its body',
    () => ({
      started: { code: 200, body: { id: 'q1' } },
      polled: [],
      profile: {
        start: startOf({ capture: { id: 'body.id' } }),
        poll: { request: { method: 'POST', url: '/describe', body: { id: '{{job.id}}' } }, ...byWord },
      },
    }),
  ],
  [
    'a 404 as long as there is no result',
    () => ({
      started: { code: 202, headers: { location: '/jobs/7' } },
      polled: [{ code: 404 }, { code: 404 }, { code: 404 }, { code: 404 }, { code: 200 }],
      profile: { start: startOf(), poll: { rules: [{ when: { code: 404 }, then: 'running' }] } },
    }),
  ],
  [
    'a reply wrapped into a reply, whose own code counts',
    () => ({
      started: { code: 202, headers: { location: '/jobs/7' } },
      polled: [{ code: 202 }, { code: 200, headers: { asyncresult: '201' }, body: {} }],
      profile: {
        start: startOf(),
        poll: { rules: [{ when: { 'header.asyncresult | number': { gt: 399 } }, then: 'failed' }] },
      },
    }),
  ],
];

describe('Complaints about clients that understand one shape of API alone', () => {
  const stage = complaintStage({ pollIntervalMs: 50 });

  it.each(shapes)('%s is understood', async (_, shapeOf) => {
    const { started, polled, profile, before } = shapeOf(stage.remote.origin);
    stage.remote.on('POST /jobs', [started]);
    stage.remote.on('GET /jobs/7', polled.length === 0 ? [{ code: 404 }] : polled);
    stage.remote.on('POST /describe', (count, { body }) => ({
      body: { state: body === '{"id":"q1"}' && count > 1 ? 'done' : 'busy' },
    }));
    if (before !== undefined) stage.remote.on('GET /last', [before]);

    await stage.until(await stage.start(profile), 'Succeeded');

    expect(stage.remote.seen('POST /jobs')).toHaveLength(1);
    expect(stage.remote.seen().length).toBeGreaterThanOrEqual(polled.length + 1);
  });
});
