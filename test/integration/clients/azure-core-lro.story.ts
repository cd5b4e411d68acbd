import { describe, expect, it } from '@jest/globals';
import { type HttpResponse, type RequestParameters, getClient } from '@azure-rest/core-client';
import { type OperationResponse, type OperationState, createHttpPoller } from '@azure/core-lro';
import { DONE, busyFor50Ms, clientStage, hours } from '../../support/client-stage.js';

const stage = clientStage();

const RESOURCE = '/subscriptions/s1/resourceGroups/books/providers/Microsoft.Cache/redis/one';
const quick = { intervalInMs: 10 };

async function setup(dialect: string, scenario: Parameters<typeof stage.play>[1] = hours) {
  const play = await stage.play(dialect, scenario);
  const client = getClient(play.ownBase, { allowInsecureConnection: true });
  /** Where the poller asks. */
  const operation = { url: '' };
  /** As every generated client of Azure makes its pollers. */
  const begin = (method: 'put' | 'post', path: string, body: unknown = {}) =>
    createHttpPoller<HttpResponse, OperationState<HttpResponse>>(
      {
        sendInitialRequest: async () => toLro(await client.pathUnchecked(path)[method]({ body } as RequestParameters)),
        sendPollRequest: async (url, options) =>
          toLro(await client.pathUnchecked(url).get(options as RequestParameters)),
      },
      { ...quick, withOperationLocation: (url) => (operation.url = url) },
    );
  return { ...play, client, begin, operation };
}

function toLro(response: HttpResponse): OperationResponse<HttpResponse> {
  if (Number(response.status) >= 400) throw new Error(`${response.status} ${JSON.stringify(response.body)}`);
  return {
    flatResponse: response,
    rawResponse: { ...response, statusCode: Number(response.status), body: response.body },
  } as OperationResponse<HttpResponse>;
}

describe("Azure's poller, at a PUT of Azure Resource Manager", () => {
  const put = `${RESOURCE}?api-version=2024-11-01`;
  const redis = { location: 'westeurope', properties: { sku: 'Basic' } };

  it('follows Azure-AsyncOperation and gets the resource in the end', async () => {
    const { begin, advance } = await setup('arm-put');

    const poller = begin('put', put, redis);
    await poller.submitted();
    const { status: early } = await poller.poll();
    await advance('2h');
    const { status: later } = await poller.poll();
    await advance(DONE);
    const { body } = await poller.pollUntilDone();

    expect([early, later]).toEqual(['running', 'running']);
    expect(poller.operationState).toMatchObject({ status: 'succeeded' });
    expect(body).toMatchObject({
      id: RESOURCE,
      name: 'one',
      location: 'westeurope',
      properties: { sku: 'Basic', provisioningState: 'Succeeded' },
    });
  });

  it('throws the error of the operation', async () => {
    const error = { code: 'QuotaExceeded', message: 'Too many caches.' };
    const { begin, advance } = await setup('arm-put', { ...hours, outcome: 'failed', error });

    const poller = begin('put', put, redis);
    await poller.submitted();
    await advance(DONE);

    await expect(poller.pollUntilDone()).rejects.toThrow('QuotaExceeded. Too many caches.');
  });

  it('sees that the operation was canceled', async () => {
    const { begin, advance } = await setup('arm-put', { ...hours, outcome: 'canceled' });

    const poller = begin('put', put, redis);
    await poller.submitted();
    await advance(DONE);

    await expect(poller.pollUntilDone()).rejects.toThrow('Operation was canceled');
  });

  it('waits as long as a 429 says, goes on, and comes out clean', async () => {
    const { begin, advance, referee } = await setup('arm-put', {
      ...hours,
      faults: [
        { on: 'start', number: 1, reply: busyFor50Ms },
        { on: 'poll', number: { to: 2 }, reply: busyFor50Ms },
      ],
    });

    const poller = begin('put', put, redis);
    await poller.submitted();
    await advance(DONE);

    expect((await poller.pollUntilDone()).body).toMatchObject({ id: RESOURCE });
    expect(await referee()).toMatchObject({ clean: true });
  });
});

describe("Azure's poller, at an action of Azure Resource Manager", () => {
  it("follows Azure-AsyncOperation and gets the action's own answer from Location", async () => {
    const { begin, advance } = await setup('arm-post', { ...hours, result: { keys: ['k1', 'k2'] } });

    const poller = begin('post', `${RESOURCE}/regenerateKey?api-version=2024-11-01`, { keyType: 'Primary' });
    await poller.submitted();
    const { status: early } = await poller.poll();
    await advance(DONE);
    const { body } = await poller.pollUntilDone();

    expect(early).toBe('running');
    expect(body).toEqual({ keys: ['k1', 'k2'] });
  });

  it('throws the error of the operation', async () => {
    const error = { code: 'Conflict', message: 'The cache is locked.' };
    const { begin, advance } = await setup('arm-post', { ...hours, outcome: 'failed', error });

    const poller = begin('post', `${RESOURCE}/restart?api-version=2024-11-01`);
    await poller.submitted();
    await advance(DONE);

    await expect(poller.pollUntilDone()).rejects.toThrow('Conflict. The cache is locked.');
  });
});

describe("Azure's poller, at Operation-Location", () => {
  const path = '/jobs:import?api-version=2026-01-01';

  it('follows it to the result', async () => {
    const { begin, advance } = await setup('azure-operation-location', { ...hours, result: { imported: 4711 } });

    const poller = begin('post', path, { from: 'https://files.example.com/a.csv' });
    await poller.submitted();
    const { status: early } = await poller.poll();
    await advance(DONE);
    const { body } = await poller.pollUntilDone();

    expect(early).toBe('running');
    expect(body).toEqual({ imported: 4711 });
  });

  it('throws the error of the operation', async () => {
    const error = { code: 'InvalidFile', message: 'Line 3 has no title.' };
    const { begin, advance } = await setup('azure-operation-location', { ...hours, outcome: 'failed', error });

    const poller = begin('post', path);
    await poller.submitted();
    await advance(DONE);

    await expect(poller.pollUntilDone()).rejects.toThrow('InvalidFile. Line 3 has no title.');
  });

  it('sees the operation canceled that its user has canceled', async () => {
    const { begin, client, operation } = await setup('azure-operation-location');
    const poller = begin('post', path);
    await poller.submitted();

    const asked = await client.pathUnchecked(operation.url.replace('?', ':cancel?')).post();

    expect(asked.status).toBe('202');
    await expect(poller.pollUntilDone()).rejects.toThrow('Operation was canceled');
  });

  it('goes on after a restart of its own, from what it had serialized', async () => {
    const { begin, client, advance } = await setup('azure-operation-location', { ...hours, result: { imported: 1 } });
    const before = begin('post', path);
    const restoreFrom = await before.serialize();
    await advance(DONE);

    const after = createHttpPoller<HttpResponse, OperationState<HttpResponse>>(
      {
        sendInitialRequest: () => Promise.reject(new Error('It has begun already')),
        sendPollRequest: async (url) => toLro(await client.pathUnchecked(url).get()),
      },
      { ...quick, restoreFrom },
    );

    expect((await after.pollUntilDone()).body).toEqual({ imported: 1 });
  });
});

describe("Azure's poller, where there is a Location alone", () => {
  it('takes 202 for running and the answer after it for the result', async () => {
    const { begin, advance } = await setup('plain-202', { ...hours, result: { pages: 12 } });

    const poller = begin('post', '/reports');
    await poller.submitted();
    const { status: early } = await poller.poll();
    await advance(DONE);
    const { body } = await poller.pollUntilDone();

    expect(early).toBe('running');
    expect(body).toEqual({ pages: 12 });
  });
});
