import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { isUnprepared } from './database-errors.js';
import { rows } from './rows.js';

/** Names by text. Statements are constants, so there are few. */
const names = new Map<string, string>();

/** Connections behind a pooler that takes each statement to another server, where it was never prepared. */
const unprepared = new WeakSet<Pool>();

type Pool = Pick<DataSource, 'query'>;

/**
 * Runs one hot statement and answers its rows. Each connection parses and plans it once, which is most of what a short
 * statement costs. Its name is made of its text, so that one name never means two statements, whoever shares the connection.
 * Not for transactions: where the statement is not known to the server, it is sent once more, as it is.
 */
export async function preparedRows<Row>(pool: Pool, statement: string, parameters: unknown[]): Promise<Row[]> {
  if (unprepared.has(pool)) return rows<Row>(pool, statement, parameters);
  try {
    // TypeORM passes on what it is given, and the driver takes a statement with a name.
    const named = { name: nameOf(statement), text: statement } as unknown as string;
    return await rows<Row>(pool, named, parameters);
  } catch (error) {
    if (!isUnprepared(error)) throw error;
    unprepared.add(pool);
    return rows<Row>(pool, statement, parameters);
  }
}

function nameOf(statement: string): string {
  const known = names.get(statement);
  if (known !== undefined) return known;
  const name = `longwatch_${createHash('sha256').update(statement).digest('hex').slice(0, 32)}`;
  names.set(statement, name);
  return name;
}
