import type { DataSource, EntityManager } from 'typeorm';

/** Where a statement runs: the pool, or one transaction. */
export type Executor = Pick<DataSource, 'query'> | Pick<EntityManager, 'query'>;

/** Runs one statement and answers its rows, whatever its kind (TypeORM answers UPDATE and DELETE with [rows, count]). */
export async function rows<Row>(executor: Executor, statement: string, parameters: unknown[] = []): Promise<Row[]> {
  const answer: unknown = await executor.query(statement, parameters);
  if (Array.isArray(answer) && answer.length === 2 && Array.isArray(answer[0]) && typeof answer[1] === 'number') {
    return answer[0] as Row[];
  }
  return answer as Row[];
}
