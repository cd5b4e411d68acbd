import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock } from '@app/platform';
import { type Captures, findRequest, readFound } from '@app/contracts';
import { CONFIG, type MonitorConfig } from '../config.js';
import { MonitorChanges } from './monitor-changes.js';
import { nextSearchAt } from './poll-pace.js';
import { RemoteCalls, built } from './remote-calls.js';
import { type WatchedMonitor, scopeOf } from './watched-monitor.js';

/**
 * Looks for the job of a start that is in doubt, where the profile says how it is known again. A job that is not found
 * proves nothing, for it may still appear: after some attempts people decide, never a second start.
 */
@Injectable()
export class JobSearcher {
  constructor(
    private readonly calls: RemoteCalls,
    private readonly changes: MonitorChanges,
    private readonly clock: DatabaseClock,
    @Inject(CONFIG) private readonly config: MonitorConfig,
  ) {}

  /** Takes one look. Sets `nextPollAt`. */
  async search(monitor: WatchedMonitor): Promise<void> {
    if (monitor.isLeaving || !this.changes.isHeld(monitor)) return;
    const found = await this.look(monitor);
    const repliedAt = performance.now();
    const at = this.clock.now();
    if (found !== undefined) {
      const started = { type: 'JobStarted', at, captured: found, phase: null, retryAfterMs: null } as const;
      await this.changes.apply(monitor, started, { nextPollAt: repliedAt });
      return;
    }
    const attempts = (monitor.context.search?.attempts ?? 0) + 1;
    const nextAt = nextSearchAt({ repliedAt, attempts, random: Math.random() });
    const event = { type: 'JobNotFound', at, isOver: nextAt === undefined } as const;
    await this.changes.apply(monitor, event, { nextPollAt: nextAt });
  }

  private async look(monitor: WatchedMonitor): Promise<Captures | undefined> {
    const { compiled } = monitor;
    const scope = scopeOf(monitor, this.config.publicBaseUrl, this.clock.now());
    const request = built(() => findRequest(compiled, scope));
    if ('error' in request) return undefined;
    const called = await this.calls.call({
      profile: compiled,
      step: 'find',
      phase: null,
      request,
      read: (reply) => ({
        verdict: reply.code === 401 ? 'reauth' : 'read',
        found: reply.code < 300 ? readFound(compiled, reply, scope) : undefined,
      }),
      timeoutMs: Math.min(this.config.requestTimeoutMs, monitor.deadlineAt - performance.now()),
    });
    return called.kind === 'read' ? called.reading.found : undefined;
  }
}
