import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { preparedRows } from '@app/platform';
import { DataSource } from 'typeorm';
import { type TestDatabase, createTestDatabase } from '../support/test-database.js';

const STATEMENT = `SELECT $1::integer + 1 AS next`;
const PREPARED = `SELECT count(*)::integer AS count FROM pg_prepared_statements WHERE statement = '${STATEMENT}'`;

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await new DataSource({ type: 'postgres', url: database.url, poolSize: 1 }).initialize();
});

afterAll(async () => {
  await source.destroy();
  await database.drop();
});

describe('a hot statement', () => {
  it('is prepared once a connection', async () => {
    const answers = [await preparedRows(source, STATEMENT, [1]), await preparedRows(source, STATEMENT, [2])];

    expect(answers).toEqual([[{ next: 2 }], [{ next: 3 }]]);
    expect(await source.query(PREPARED)).toEqual([{ count: 1 }]);
  });

  it('is answered by a server that does not know it, too, as behind a pooler', async () => {
    await preparedRows(source, STATEMENT, [1]);
    await source.query('DEALLOCATE ALL');

    const answers = [await preparedRows(source, STATEMENT, [4]), await preparedRows(source, STATEMENT, [5])];

    expect(answers).toEqual([[{ next: 5 }], [{ next: 6 }]]);
    expect(await source.query(PREPARED)).toEqual([{ count: 0 }]);
  });

  it('tells its errors as any other', async () => {
    await expect(preparedRows(source, `SELECT 1 / $1::integer AS never`, [0])).rejects.toMatchObject({ code: '22012' });
  });
});
