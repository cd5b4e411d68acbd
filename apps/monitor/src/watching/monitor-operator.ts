import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock } from '@app/platform';
import { type OperationReading, operationRequest, readOperation } from '@app/contracts';
import { CONFIG, type MonitorConfig } from '../config.js';
import type { MonitorEvent, PendingOperation } from '../monitors/monitor.types.js';
import { MonitorChanges } from './monitor-changes.js';
import { nextAttemptAt } from './poll-pace.js';
import { type Called, RemoteCalls, built } from './remote-calls.js';
import { type WatchedMonitor, scopeOf } from './watched-monitor.js';

/** How long the cancel of a job may take whose monitor has reached its deadline. */
const LAST_CANCEL_MS = 5000;

/** Asks something of the remote job: to stop, to pause, to go on. What it answers moves the monitor on. */
@Injectable()
export class MonitorOperator {
  constructor(
    private readonly calls: RemoteCalls,
    private readonly changes: MonitorChanges,
    private readonly clock: DatabaseClock,
    @Inject(CONFIG) private readonly config: MonitorConfig,
  ) {}

  /** Sends what is asked of the job, and takes in the answer. A cancel that was taken is confirmed by a poll at once. */
  async operate(monitor: WatchedMonitor): Promise<void> {
    const { operation } = monitor.context;
    if (operation === null || monitor.isLeaving || !this.changes.isHeld(monitor)) return;
    const untilDeadline = monitor.deadlineAt - performance.now();
    const called = await this.ask(monitor, operation.kind, Math.min(this.config.requestTimeoutMs, untilDeadline));
    const event = this.read(operation, called);
    const isConfirmed = event.type === 'OperationTaken' || event.type === 'OperationGone';
    const hintMs = called.kind === 'read' ? (called.reading.hintMs ?? 0) : 0;
    const confirmAt = Math.max(performance.now() + hintMs, monitor.leftAloneUntil ?? -Infinity);
    const nextPollAt = isConfirmed && operation.kind === 'cancel' ? confirmAt : undefined;
    const exchange = called.kind === 'read' ? called.exchange : undefined;
    await this.changes.apply(monitor, event, { nextPollAt, exchange });
  }

  /** One bounded attempt to stop a job whose monitor gives up; answers what came of it, undefined where none was due. */
  async cancelAtDeadline(monitor: WatchedMonitor): Promise<'accepted' | 'failed' | undefined> {
    const { compiled, context } = monitor;
    if (compiled.onDeadline !== 'cancel' || context.job === null || context.fetch !== null) return undefined;
    if (!this.changes.isHeld(monitor)) return undefined;
    const called = await this.ask(monitor, 'cancel', LAST_CANCEL_MS);
    const isTaken = called.kind === 'read' && ['accepted', 'done', 'gone'].includes(called.reading.verdict);
    return isTaken ? 'accepted' : 'failed';
  }

  private async ask(
    monitor: WatchedMonitor,
    kind: PendingOperation['kind'],
    timeoutMs: number,
  ): Promise<Called<OperationReading>> {
    const { compiled, context } = monitor;
    const scope = scopeOf(monitor, this.config.publicBaseUrl, this.clock.now());
    const request = built(() => operationRequest(compiled, kind, scope));
    if ('error' in request) return { kind: 'refused', error: request.error };
    return this.calls.call({
      profile: compiled,
      step: kind,
      phase: context.phase,
      request,
      read: (reply) => readOperation(compiled, kind, reply, scope),
      timeoutMs,
    });
  }

  private read({ kind, attempts }: PendingOperation, called: Called<OperationReading>): MonitorEvent {
    const at = this.clock.now();
    if (called.kind === 'refused') return { type: 'OperationRefused', at, kind, error: called.error };
    const reading = called.kind === 'read' ? called.reading : undefined;
    switch (reading?.verdict) {
      case 'accepted':
        return { type: 'OperationTaken', at, kind };
      case 'done':
        return { type: 'OperationDone', at, kind };
      case 'gone':
        return { type: 'OperationGone', at, kind };
      case 'refused':
      case 'reauth': {
        const error = reading.error ?? { code: reading.verdict, message: `The reply was taken as ${reading.verdict}` };
        return { type: 'OperationRefused', at, kind, error };
      }
      default: {
        const hintMs = reading?.hintMs ?? null;
        const nextAt = nextAttemptAt({ repliedAt: at, hintMs, failures: attempts + 1, random: Math.random() });
        return { type: 'OperationFailed', at, kind, nextAt };
      }
    }
  }
}
