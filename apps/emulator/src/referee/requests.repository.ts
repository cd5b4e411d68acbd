import { Injectable } from '@nestjs/common';
import { type Executor, rows } from '@app/platform';
import { DataSource } from 'typeorm';
import type { CallbackNote, JournalEntry, NumberedEntry } from './journal-entry.js';

/** What is written down: a request, or a callback in between. */
export interface KeptEntry {
  namespace: string;
  entry: JournalEntry | CallbackNote;
}

/** What is known of a namespace. */
export interface KnownEntries {
  entries: NumberedEntry[];
  callbacks: CallbackNote[];
  /** How many more there were. */
  unknown: number;
}

/** Statements about the requests that were played. */
@Injectable()
export class RequestsRepository {
  constructor(private readonly source: DataSource) {}

  /** Writes requests, and by namespace how many could not be kept. */
  async insert(requests: readonly KeptEntry[], lost: readonly (readonly [string, number])[]): Promise<void> {
    await rows(
      this.source,
      `INSERT INTO emulator.requests (namespace, at, entry, lost)
       SELECT kept ->> 'namespace',
              to_timestamp((coalesce(kept #>> '{entry,at}', kept #>> '{entry,calledAt}'))::float8 / 1000),
              kept -> 'entry',
              0
       FROM jsonb_array_elements($1::jsonb) AS kept
       UNION ALL
       SELECT missing.namespace, now(), NULL, missing.count
       FROM unnest($2::text[], $3::integer[]) AS missing (namespace, count)`,
      // One text of JSON: an array of texts would be escaped by the driver, quote by quote.
      [JSON.stringify(requests), lost.map(([namespace]) => namespace), lost.map(([, count]) => count)],
    );
  }

  /** The newest entries of a namespace, up to `limit`. */
  async readNewest(namespace: string, limit: number): Promise<KnownEntries> {
    // Index requests_of_namespace.
    const kept = await rows<{ number: string; entry: JournalEntry | CallbackNote | null; lost: number }>(
      this.source,
      `SELECT number, entry, lost
       FROM emulator.requests
       WHERE namespace = $1
       ORDER BY number DESC
       LIMIT $2`,
      [namespace, limit],
    );
    const lost = kept.reduce((sum, row) => sum + row.lost, 0);
    const older = kept.length < limit ? 0 : await this.countBefore(namespace, kept.at(-1)!.number);
    const known: KnownEntries = { entries: [], callbacks: [], unknown: lost + older };
    for (const { number, entry } of kept) {
      if (entry === null) continue;
      if ('calledAt' in entry) known.callbacks.push(entry);
      else known.entries.push({ ...entry, number: Number(number) });
    }
    return known;
  }

  private async countBefore(namespace: string, number: string): Promise<number> {
    // Index requests_of_namespace.
    const [counted] = await rows<{ older: number }>(
      this.source,
      `SELECT count(*)::integer AS older
       FROM emulator.requests
       WHERE namespace = $1
         AND number < $2`,
      [namespace, number],
    );
    return counted!.older;
  }

  async clearAll(namespace: string): Promise<void> {
    await this.clear(this.source, namespace);
  }

  /** Deletes what is known of a namespace. */
  async clear(executor: Executor, namespace: string): Promise<void> {
    // Index requests_of_namespace.
    await rows(executor, `DELETE FROM emulator.requests WHERE namespace = $1`, [namespace]);
  }

  /** Deletes up to `limit` requests that came more than `ageSeconds` ago; answers how many. */
  async deleteOld(ageSeconds: number, limit: number): Promise<number> {
    // Index requests_by_age.
    const deleted = await rows<{ number: string }>(
      this.source,
      `DELETE FROM emulator.requests
       WHERE number IN (
         SELECT number
         FROM emulator.requests
         WHERE at < now() - $1 * interval '1 second'
         ORDER BY at
         LIMIT $2
         FOR UPDATE SKIP LOCKED
       )
       RETURNING number`,
      [ageSeconds, limit],
    );
    return deleted.length;
  }

  /** The namespaces of which more than `most` entries are kept. */
  async findOverfull(most: number): Promise<string[]> {
    // Index requests_of_namespace alone is read.
    const overfull = await rows<{ namespace: string }>(
      this.source,
      `SELECT namespace
       FROM emulator.requests
       GROUP BY namespace
       HAVING count(*) > $1`,
      [most],
    );
    return overfull.map(({ namespace }) => namespace);
  }

  /** Deletes up to `limit` of the oldest entries beyond the newest `most`; how many they were stays known. Answers how many. */
  async prune(namespace: string, most: number, limit: number): Promise<number> {
    // Index requests_of_namespace, from both ends.
    const [pruned] = await rows<{ count: number }>(
      this.source,
      `WITH last AS (
         SELECT number
         FROM emulator.requests
         WHERE namespace = $1
         ORDER BY number DESC
         OFFSET $2
         LIMIT 1
       ), gone AS (
         DELETE FROM emulator.requests
         WHERE number IN (
           SELECT number
           FROM emulator.requests
           WHERE namespace = $1
             AND number <= (SELECT number FROM last)
           ORDER BY number
           LIMIT $3
         )
         RETURNING lost
       ), counted AS (
         INSERT INTO emulator.requests (namespace, at, lost)
         SELECT $1, now(), sum(greatest(lost, 1))
         FROM gone
         HAVING count(*) > 0
       )
       SELECT count(*)::integer AS count
       FROM gone`,
      [namespace, most, limit],
    );
    return pruned!.count;
  }
}
