import { Pool } from 'undici';
import { type Lookup, guardedLookup } from './guarded-connector.js';
import type { Purpose } from './target-answer.js';
import type { TargetGuard } from './target-guard.js';

const MAX_CONNECT_MS = 5000;
/** A start goes out on a connection that is fresh, or answered this recently: an older one may just have been closed. */
const FRESH_KEEP_ALIVE_MS = 500;
const KEEP_ALIVE_MS = 4000;
/** Status URLs are learned from replies, so their origins have no natural bound. */
const MAX_POOLS = 2000;

const REPEATABLE = new Set<Purpose>(['poll', 'find', 'result']);

/** The connections to targets. What may be repeated goes out on kept connections, the rest on ones that are fresh. */
export class TargetPools {
  private readonly kept = new Map<string, Pool>();
  private readonly fresh = new Map<string, Pool>();

  constructor(
    private readonly guard: TargetGuard,
    private readonly lookup?: Lookup,
  ) {}

  /** The pool for requests of this purpose to an origin that the guard has let pass. */
  of(origin: string, purpose: Purpose): Pool {
    const pools = REPEATABLE.has(purpose) ? this.kept : this.fresh;
    let pool = pools.get(origin);
    if (pool === undefined) {
      if (pools.size >= MAX_POOLS) letGoOfAnIdleOne(pools);
      pool = this.open(origin, pools === this.kept ? KEEP_ALIVE_MS : FRESH_KEEP_ALIVE_MS);
      pools.set(origin, pool);
    }
    return pool;
  }

  async close(): Promise<void> {
    await Promise.all([...this.kept.values(), ...this.fresh.values()].map((pool) => pool.destroy()));
  }

  private open(origin: string, keepAliveMs: number): Pool {
    const lookup = this.guard.isOwn(origin) ? this.lookup : guardedLookup(this.guard, this.lookup);
    return new Pool(origin, {
      pipelining: 1,
      connect: { timeout: MAX_CONNECT_MS, ...(lookup === undefined ? {} : { lookup: lookup as never }) },
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      // Each request has one limit of its own, for all of it.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }
}

function letGoOfAnIdleOne(pools: Map<string, Pool>): void {
  for (const [origin, pool] of pools) {
    if (pool.stats.size > 0) continue;
    pools.delete(origin);
    void pool.close();
    return;
  }
}
