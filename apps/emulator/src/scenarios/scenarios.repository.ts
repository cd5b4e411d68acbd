import { Injectable } from '@nestjs/common';
import type { Scenario } from '@app/contracts';
import { type Executor, rows } from '@app/platform';
import { DataSource } from 'typeorm';

/** The scenarios that were put, each in its namespace. */
@Injectable()
export class ScenariosRepository {
  constructor(private readonly source: DataSource) {}

  async find(namespace: string, name: string): Promise<Scenario | null> {
    const [row] = await rows<{ document: Scenario }>(
      this.source,
      `SELECT document
       FROM emulator.scenarios
       WHERE namespace = $1
         AND name = $2`,
      [namespace, name],
    );
    return row?.document ?? null;
  }

  /** All of a namespace, by name. */
  async list(namespace: string): Promise<Scenario[]> {
    const found = await rows<{ document: Scenario }>(
      this.source,
      `SELECT document
       FROM emulator.scenarios
       WHERE namespace = $1
       ORDER BY name`,
      [namespace],
    );
    return found.map(({ document }) => document);
  }

  /** Puts one in the place of what was there; answers whether it is the first of its name. */
  async put(namespace: string, scenario: Scenario): Promise<boolean> {
    const [row] = await rows<{ isNew: boolean }>(
      this.source,
      `INSERT INTO emulator.scenarios (namespace, name, document)
       VALUES ($1, $2, $3)
       ON CONFLICT (namespace, name)
       DO UPDATE SET document = excluded.document, updated_at = now()
       RETURNING xmax = 0 AS "isNew"`,
      [namespace, scenario.name, JSON.stringify(scenario)],
    );
    return row!.isNew;
  }

  /** Whether there was one to delete. */
  async delete(namespace: string, name: string): Promise<boolean> {
    const deleted = await rows(
      this.source,
      `DELETE FROM emulator.scenarios
       WHERE namespace = $1
         AND name = $2
       RETURNING name`,
      [namespace, name],
    );
    return deleted.length > 0;
  }

  async deleteAll(executor: Executor, namespace: string): Promise<void> {
    await rows(executor, `DELETE FROM emulator.scenarios WHERE namespace = $1`, [namespace]);
  }
}
