import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig, migrate } from '@app/platform';
import { getMetadataArgsStorage } from 'typeorm';
import { emulatorConfigSchema } from '../../apps/emulator/src/config.js';
import { databaseOptions } from '../../apps/emulator/src/database.js';
import { JobTransitionEntity } from '../../apps/emulator/src/jobs/job-transition.entity.js';
import { JobEntity } from '../../apps/emulator/src/jobs/job.entity.js';
import { type TestDatabase, createTestDatabase } from '../support/test-database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

const types: Record<string, string> = { timestamptz: 'timestamp with time zone' };

/** Name, type and nullability of an entity's columns, as its decorators say. */
function columnsOf(entity: typeof JobEntity | typeof JobTransitionEntity): string[] {
  return getMetadataArgsStorage()
    .filterColumns(entity)
    .map(({ propertyName, options: { name = propertyName, type, nullable = false } }) =>
      [name, types[String(type)] ?? type, nullable ? 'null' : 'not null'].join(' '),
    )
    .sort();
}

async function columnsInDatabase(table: string): Promise<string[]> {
  const columns = await database.query<{ column: string }>(
    `SELECT concat_ws(' ', column_name, data_type, CASE is_nullable WHEN 'YES' THEN 'null' ELSE 'not null' END) AS column
     FROM information_schema.columns WHERE table_schema = 'emulator' AND table_name = $1`,
    [table],
  );
  return columns.map(({ column }) => column).sort();
}

describe("the emulator's schema", () => {
  it('is made once, though five replicas start on an empty database at the same time', async () => {
    const options = databaseOptions(loadConfig(emulatorConfigSchema, { DATABASE_URL: database.url }));

    await Promise.all(Array.from({ length: 5 }, () => migrate(options)));

    expect(await database.query('SELECT count(*)::integer AS made FROM emulator.migrations')).toEqual([
      { made: (options.migrations as unknown[]).length },
    ]);
  });

  it.each([
    ['jobs', JobEntity],
    ['job_transitions', JobTransitionEntity],
  ])('has exactly the columns in %s that the entity tells of', async (table, entity) => {
    expect(await columnsInDatabase(table)).toEqual(columnsOf(entity));
  });

  it.each([
    ['a final state without its instant', `'Completed', now(), NULL`],
    ['an end in a state that is not final', `'Queued', NULL, now()`],
    ['a live job that is never due', `'Queued', NULL, NULL`],
    ['a state that is no state', `'Sleeping', now(), NULL`],
  ])('refuses %s', async (_, values) => {
    const insert = database.query(
      `INSERT INTO emulator.jobs
         (id, namespace, reference, context, life, sequence, created_at, state, next_transition_at, finished_at)
       VALUES (gen_random_uuid(), 'default', 'x', '{}', '{}', 0, now(), ${values})`,
    );

    await expect(insert).rejects.toMatchObject({ code: '23514' });
  });
});
