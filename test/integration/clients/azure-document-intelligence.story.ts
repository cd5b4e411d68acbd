import { describe, expect, it } from '@jest/globals';
import documentIntelligence, {
  type AnalyzeOperationOutput,
  getLongRunningPoller,
  isUnexpected,
} from '@azure-rest/ai-document-intelligence';
import { DONE, busyFor50Ms, clientStage, hours } from '../../support/client-stage.js';

const stage = clientStage();

const analyze = '/documentModels/{modelId}:analyze';
const invoice = {
  contentType: 'application/json',
  body: { urlSource: 'https://example.com/invoice.pdf' },
  queryParameters: { locale: 'en-US' },
} as const;

async function setup(scenario: Parameters<typeof stage.play>[1] = hours) {
  const play = await stage.play('azure-document-intelligence', scenario);
  const client = documentIntelligence(play.ownBase, { key: 'test' }, { allowInsecureConnection: true });
  const begin = async () => {
    const response = await client.path(analyze, 'prebuilt-invoice').post(invoice);
    if (isUnexpected(response)) throw new Error(response.body.error.message);
    return { response, poller: getLongRunningPoller(client, response, { intervalInMs: 10 }) };
  };
  return { ...play, client, begin };
}

describe("Azure AI Document Intelligence's own client", () => {
  it('has a document analyzed and gets the result', async () => {
    const result = { modelId: 'prebuilt-invoice', content: 'Contoso Books', pages: [{ pageNumber: 1 }] };
    const { begin, advance } = await setup({ ...hours, result });

    const { poller } = await begin();
    await poller.submitted();
    const { status: early } = await poller.poll();
    await advance(DONE);
    const { body } = (await poller.pollUntilDone()) as { body: AnalyzeOperationOutput };

    expect(early).toBe('running');
    expect(body).toMatchObject({ status: 'succeeded', analyzeResult: result });
  });

  it('reads a result by its id, and deletes it', async () => {
    const { client, begin, advance } = await setup();
    const { response } = await begin();
    await advance(DONE);
    const { pathname } = new URL(response.headers['operation-location']);
    const resultId = pathname.split('/').at(-1)!;
    const path = ['/documentModels/{modelId}/analyzeResults/{resultId}', 'prebuilt-invoice', resultId] as const;

    const read = await client.path(...path).get();
    const deleted = await client.path(...path).delete();

    expect(read).toMatchObject({ status: '200', body: { status: 'succeeded', analyzeResult: { pages: [] } } });
    expect(deleted.status).toBe('204');
    expect(await client.path(...path).get()).toMatchObject({ status: '404', body: { error: { code: 'NotFound' } } });
  });

  it('throws why an analysis failed', async () => {
    const error = { code: 'InvalidContent', message: 'The file is corrupted or format is unsupported.' };
    const { begin, advance } = await setup({ ...hours, outcome: 'failed', error });

    const { poller } = await begin();
    await advance(DONE);

    await expect(poller.pollUntilDone()).rejects.toThrow(error.message);
  });

  it('waits as long as a 429 says', async () => {
    const { begin, advance } = await setup({
      ...hours,
      faults: [
        { on: 'start', number: 1, reply: busyFor50Ms },
        { on: 'poll', number: 1, reply: busyFor50Ms },
      ],
    });

    const { poller } = await begin();
    await advance(DONE);

    expect(await poller.pollUntilDone()).toMatchObject({ body: { status: 'succeeded' } });
  });
});
