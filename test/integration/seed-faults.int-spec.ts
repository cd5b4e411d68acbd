import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type EmulatorApp, startEmulatorApp } from '../support/emulator-app.js';
import { createEmulatorDatabase } from '../support/emulator-replica.js';
import { eventually } from '../support/eventually.js';
import { send } from '../support/raw-http.js';
import type { TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let app: EmulatorApp;
beforeAll(async () => {
  database = await createEmulatorDatabase();
  app = await startEmulatorApp(database.url);
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
});

/** A namespace whose jobs have this life. */
async function setup(scenario: object) {
  const path = `/ns/n-${randomUUID()}`;
  const ask = async (method: string, route: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await send(app.port, path + route, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { ...answer, json: () => JSON.parse(answer.text) as Record<string, string> };
  };
  await ask('PUT', '/api/v1/scenarios/all', { for: {}, queued: '0s', running: '1h', ...scenario });
  const start = (headers?: Record<string, string>) => ask('POST', '/api/job-start/a', undefined, headers);
  return {
    ask,
    start,
    /** Starts a job, and answers how to poll it. */
    job: async () => {
      const { jobId } = (await start()).json();
      return (headers?: Record<string, string>) => ask('GET', `/api/job-status/${jobId}`, undefined, headers);
    },
    advance: (by: string) => ask('POST', '/api/v1/clock/advance', { by }),
    jobs: async () => ((await ask('GET', '/api/v1/jobs')).json() as unknown as { jobs: unknown[] }).jobs,
    referee: async () => (await ask('GET', '/api/v1/referee')).json() as unknown as { requests: number },
  };
}

describe("The seed's routes", () => {
  it('go wrong by the number of the poll', async () => {
    const stage = await setup({
      faults: [
        { number: [1, 2], reply: { code: 429, retryAfter: '3s' } },
        { number: 3, reply: { code: 502 }, body: 'html' },
        { number: 4, body: 'truncated' },
        { number: 5, connection: 'reset' },
        { number: 6, status: 'Odd' },
      ],
    });
    const poll = await stage.job();

    const throttled = [await poll(), await poll()];
    const html = await poll();
    await expect(poll()).rejects.toThrow('aborted');
    await expect(poll()).rejects.toThrow('read ECONNRESET');
    const odd = await poll();

    expect(throttled.map(({ status, headers }) => [status, headers['retry-after']])).toEqual([
      [429, '3'],
      [429, '3'],
    ]);
    expect(html).toMatchObject({ status: 502, text: expect.stringMatching(/^<!DOCTYPE html>/) });
    expect(odd.json()).toMatchObject({ jobStatus: 'Odd' });
    expect((await poll()).json()).toMatchObject({ jobStatus: 'InProgress' });
  });

  it('lose the reply of a start that began the job, once for each key', async () => {
    const stage = await setup({ faults: [{ on: 'start', number: 1, lost: true }] });

    await expect(stage.start({ 'idempotency-key': 'k' })).rejects.toThrow('read ECONNRESET');
    const again = await stage.start({ 'idempotency-key': 'k' });

    expect(again.status).toBe(202);
    expect(await stage.jobs()).toHaveLength(1);
  });

  it('refuse starts that begin nothing, as often as is said', async () => {
    const stage = await setup({ faults: [{ on: 'start', number: { to: 2 }, reply: { code: 503 } }] });

    const codes = [await stage.start(), await stage.start()].map(({ status }) => status);
    const none = await stage.jobs();
    codes.push((await stage.start()).status);

    expect(codes).toEqual([503, 503, 202]);
    expect(none).toEqual([]);
    expect(await stage.jobs()).toHaveLength(1);
  });

  it('count refused starts anew after a reset', async () => {
    const stage = await setup({ faults: [{ on: 'start', number: 1, reply: { code: 503 } }] });
    await stage.start();

    await stage.ask('POST', '/api/v1/reset');

    expect((await stage.start()).status).toBe(503);
  });

  it('answer in codes, hints and words of the scenario', async () => {
    const stage = await setup({
      replies: {
        start: { code: 201 },
        pending: { code: 202 },
        end: { code: 200, status: 'Done' },
        retryAfter: { after: '4s', form: 'seconds' },
      },
    });

    const started = await stage.start();
    const poll = () => stage.ask('GET', `/api/job-status/${started.json()['jobId']}`);
    const pending = await poll();
    await stage.advance('2h');
    const ended = await poll();

    expect(started).toMatchObject({ status: 201, headers: { 'retry-after': '4' } });
    expect(pending).toMatchObject({ status: 202, headers: { 'retry-after': '4' } });
    expect(ended).toMatchObject({ status: 200 });
    expect(ended.headers).not.toHaveProperty('retry-after');
    expect(ended.json()).toMatchObject({ jobStatus: 'Done' });
  });

  it('tell the referee of what went wrong, too', async () => {
    const stage = await setup({ faults: [{ number: 1, connection: 'reset' }] });
    const poll = await stage.job();
    await expect(poll()).rejects.toThrow();
    await poll();

    expect(await stage.referee()).toMatchObject({ requests: 3 });
  });

  it('are late by as much as is said', async () => {
    const stage = await setup({ faults: [{ delay: '150ms' }] });
    const poll = await stage.job();
    const begunAt = performance.now();

    const late = await poll();

    expect(late.json()).toMatchObject({ jobStatus: 'InProgress' });
    expect(performance.now() - begunAt).toBeGreaterThanOrEqual(149);
  });
});

describe('What is held when the app shuts down', () => {
  it('is cut off', async () => {
    const own = await startEmulatorApp(database.url);
    const namespace = `n-${randomUUID()}`;
    const headers = { 'Longwatch-Scenario': '{"faults":[{"on":"start","connection":"hang"}]}' };
    const held = send(own.port, `/ns/${namespace}/api/job-start/a`, { method: 'POST', headers }).then(
      ({ status }) => `answered ${status}`,
      (error: Error) => error.message,
    );
    await eventually('the start is counted', async () => {
      const counted = await database.query('SELECT FROM emulator.start_counts WHERE namespace = $1', [namespace]);
      return counted.length === 1;
    });

    await own.close();

    expect(await held).toBe('socket hang up');
  });
});
