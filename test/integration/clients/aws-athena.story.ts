import { describe, expect, it } from '@jest/globals';
import { Athena, InvalidRequestException } from '@aws-sdk/client-athena';
import { DONE, clientStage, hours } from '../../support/client-stage.js';

const stage = clientStage();

const query = { QueryString: 'SELECT title FROM books', WorkGroup: 'primary' };

async function setup(scenario: Parameters<typeof stage.play>[1] = hours) {
  const play = await stage.play('aws-athena', scenario);
  const athena = new Athena({
    endpoint: play.ownBase,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
  });
  return { ...play, athena };
}

describe("AWS's own client, at Athena", () => {
  it('starts a query and reads its rows', async () => {
    const result = {
      Rows: [{ Data: [{ VarCharValue: 'title' }] }, { Data: [{ VarCharValue: 'Otters at Sea' }] }],
      ResultSetMetadata: { ColumnInfo: [{ Name: 'title', Type: 'varchar' }] },
    };
    const { athena, advance } = await setup({ ...hours, result });

    const started = await athena.startQueryExecution(query);
    const queued = await athena.getQueryExecution(started as { QueryExecutionId: string });
    await advance(DONE);
    const ended = await athena.getQueryExecution(started as { QueryExecutionId: string });
    const { ResultSet } = await athena.getQueryResults(started as { QueryExecutionId: string });

    expect(queued.QueryExecution).toMatchObject({ Query: query.QueryString, Status: { State: 'QUEUED' } });
    expect(ended.QueryExecution).toMatchObject({
      Status: { State: 'SUCCEEDED', CompletionDateTime: expect.any(Date) },
      Statistics: { TotalExecutionTimeInMillis: 7_200_000 },
    });
    expect(ResultSet).toMatchObject(result);
  });

  it('is told why a query failed', async () => {
    const error = { code: '3', message: 'TABLE_NOT_FOUND: books' };
    const { athena, advance } = await setup({ ...hours, outcome: 'failed', error });

    const { QueryExecutionId } = await athena.startQueryExecution(query);
    await advance(DONE);
    const { QueryExecution } = await athena.getQueryExecution({ QueryExecutionId });

    expect(QueryExecution!.Status).toMatchObject({ State: 'FAILED', StateChangeReason: error.message });
  });

  it('lists the queries that there are', async () => {
    const { athena } = await setup();
    const { QueryExecutionId } = await athena.startQueryExecution(query);

    expect((await athena.listQueryExecutions({})).QueryExecutionIds).toEqual([QueryExecutionId]);
  });

  it('stops a query', async () => {
    const { athena } = await setup();
    const { QueryExecutionId } = await athena.startQueryExecution(query);

    await athena.stopQueryExecution({ QueryExecutionId });

    expect(await athena.getQueryExecution({ QueryExecutionId })).toMatchObject({
      QueryExecution: { Status: { State: 'CANCELLED' } },
    });
  });

  it('gets the same query under the same token', async () => {
    const { athena } = await setup();
    const ClientRequestToken = 'a-token-of-more-than-32-characters-in-length';

    const first = await athena.startQueryExecution({ ...query, ClientRequestToken });
    const again = await athena.startQueryExecution({ ...query, ClientRequestToken });

    expect(again.QueryExecutionId).toBe(first.QueryExecutionId);
  });

  it('survives throttling', async () => {
    const throttled = { code: 400, body: { __type: 'TooManyRequestsException', message: 'Rate exceeded' } };
    const { athena } = await setup({ ...hours, faults: [{ on: 'start', number: 1, reply: throttled }] });

    expect(await athena.startQueryExecution(query)).toMatchObject({ QueryExecutionId: expect.any(String) });
  });

  it('meets an unknown query as its own exception', async () => {
    const { athena } = await setup();

    await expect(athena.getQueryExecution({ QueryExecutionId: 'none' })).rejects.toThrow(InvalidRequestException);
  });
});
