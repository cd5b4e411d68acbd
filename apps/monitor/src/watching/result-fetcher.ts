import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock } from '@app/platform';
import { type ProfileRequest, type RemoteError, type Reply, followRequest, readResult } from '@app/contracts';
import { CONFIG, type MonitorConfig } from '../config.js';
import { type KeptResult, inlineOf } from '../monitors/monitor-result.js';
import type { MonitorEvent } from '../monitors/monitor.types.js';
import type { Exchange } from './exchange.js';
import { MonitorChanges } from './monitor-changes.js';
import { nextAttemptAt } from './poll-pace.js';
import { RemoteCalls } from './remote-calls.js';
import { type WatchedMonitor, scopeOf } from './watched-monitor.js';

const MOST_PAGES = 100;
const MOST_HOPS = 5;
const MOST_ATTEMPTS = 12;
const LAST_FETCH_MS = 5000;

/** One page of a result, or why there is none: for good, or for now. */
type Page = { kind: 'page'; value: unknown; reply: Reply; nextUrl: string | undefined; exchange: Exchange } | NoPage;

interface NoPage {
  kind: 'missed' | 'failed';
  error: RemoteError;
  hintMs?: number | undefined;
  exchange?: Exchange | undefined;
}

/** What came of all pages, and the last exchange of them. */
interface Fetched {
  got: KeptResult | NoPage;
  exchange: Exchange | undefined;
}

/**
 * Fetches the result of a job that has succeeded. Whatever comes of it, the job has succeeded: a result that can't be
 * had is told as missed.
 */
@Injectable()
export class ResultFetcher {
  constructor(
    private readonly calls: RemoteCalls,
    private readonly changes: MonitorChanges,
    private readonly clock: DatabaseClock,
    @Inject(CONFIG) private readonly config: MonitorConfig,
  ) {}

  /** Fetches all pages, or says when it is tried again. Sets `nextPollAt`. */
  async fetch(monitor: WatchedMonitor): Promise<void> {
    const first = monitor.context.fetch;
    if (first === null || monitor.isLeaving || !this.changes.isHeld(monitor)) return;
    const fetched = await this.pages(monitor, first);
    if (fetched === undefined) return;
    const { got, exchange } = fetched;
    const at = this.clock.now();
    if (got.kind === 'inline' || got.kind === 'reference')
      await this.changes.apply(monitor, { type: 'ResultKept', at, result: got }, { exchange });
    else {
      const failures = (monitor.context.trouble?.count ?? 0) + 1;
      const isOver = got.kind === 'missed' || failures >= MOST_ATTEMPTS;
      const event: MonitorEvent = isOver
        ? { type: 'ResultKept', at, result: { kind: 'missed', error: got.error } }
        : { type: 'FetchFailed', at, error: got.error };
      const attempt = { repliedAt: performance.now(), hintMs: got.hintMs ?? null, failures, random: Math.random() };
      await this.changes.apply(monitor, event, { nextPollAt: nextAttemptAt(attempt), exchange });
    }
    monitor.isOverdue = false;
  }

  /** All pages; undefined where the monitor is somebody else's meanwhile. */
  private async pages(monitor: WatchedMonitor, first: ProfileRequest): Promise<Fetched | undefined> {
    const { compiled } = monitor;
    const values: unknown[] = [];
    let request = first;
    for (let pages = 1; ; pages++) {
      const page = await this.page(monitor, request);
      const { exchange } = page;
      if (page.kind !== 'page') return { got: page, exchange };
      values.push(page.value);
      const value = values.length === 1 ? values[0] : joined(values);
      const result = inlineOf(compiled, page.reply, value);
      if (result.kind === 'reference') return { got: { ...result, url: first.url }, exchange };
      if (page.nextUrl === undefined) return { got: result, exchange };
      if (pages === MOST_PAGES)
        return { got: { kind: 'reference', url: first.url, reason: 'too-many-pages' }, exchange };
      request = { ...first, url: page.nextUrl };
      if (monitor.isLeaving || !this.changes.isHeld(monitor)) return undefined;
    }
  }

  private async page(monitor: WatchedMonitor, first: ProfileRequest): Promise<Page> {
    const { compiled, context } = monitor;
    const scope = scopeOf(monitor, this.config.publicBaseUrl, this.clock.now());
    let request = first;
    for (let hops = 0; ; hops++) {
      const untilDeadline = monitor.isOverdue ? LAST_FETCH_MS : monitor.deadlineAt - performance.now();
      const called = await this.calls.call({
        profile: compiled,
        step: 'result',
        phase: context.phase,
        request,
        read: (reply) => ({ verdict: reply.code === 401 ? 'reauth' : 'read', ...readResult(compiled, reply, scope) }),
        timeoutMs: Math.min(this.config.requestTimeoutMs, untilDeadline),
        maxBytes: compiled.result.maxBytes + ROOM_FOR_ENVELOPE,
      });
      if (called.kind !== 'read') return { kind: called.kind === 'refused' ? 'missed' : 'failed', error: called.error };
      const { reply, reading } = called;
      const { code } = reply;
      if (code >= 200 && code < 300 && code !== 202) {
        return { kind: 'page', value: reading.value, reply, nextUrl: reading.nextUrl, exchange: called.exchange };
      }
      if (code >= 300 && code < 400 && reading.followUrl !== undefined && hops < MOST_HOPS) {
        request = followRequest(request, reading.followUrl, code);
        continue;
      }
      return { ...failed(reply, reading.hintMs), exchange: called.exchange };
    }
  }
}

const ROOM_FOR_ENVELOPE = 65_536;

/** A result that isn't there yet may come; what is refused stays refused. */
function failed({ code }: Reply, hintMs: number | undefined): NoPage {
  const isForNow =
    code === 202 || code === 404 || code === 408 || code === 409 || code === 425 || code === 429 || code >= 500;
  const error = { code: `http-${code}`, message: `The remote side answered ${code} when asked for the result` };
  return { kind: isForNow ? 'failed' : 'missed', error, hintMs };
}

/** Pages of lists are one list. */
function joined(values: unknown[]): unknown {
  return values.every(Array.isArray) ? values.flat(1) : values;
}
