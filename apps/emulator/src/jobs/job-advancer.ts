import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { Alarm, DatabaseClock, LOGGER, type Logger, uuidV7 } from '@app/platform';
import { clockOf } from '../clock/clock-columns.js';
import { Clocks } from '../clock/clocks.js';
import { type NamespaceClock, emulatedAt, realAt } from '../clock/namespace-clock.js';
import { CONFIG, type EmulatorConfig } from '../config.js';
import { AdvancedJobsWriter } from './advanced-jobs-writer.js';
import { type AdvancedJob, type Claim, type ClaimedJob, ClaimsRepository } from './claims.repository.js';
import { HeldJobs } from './held-jobs.js';
import { type Job, passTime } from './job-life.js';
import { JobUnreadable } from './job-unreadable.errors.js';
import { JobMetrics } from './job-metrics.js';
import { replicaName } from './replica-name.js';

export const TICK_MS = 1000;

/** Two ticks: whatever is due before the next tick but one is claimed by this one, so a tick may come late. */
const LOOK_AHEAD_MS = 2 * TICK_MS;

export interface AdvanceSummary {
  claimed: number;
  advanced: number;
  failed: number;
  lostClaims: number;
}

/**
 * Moves jobs on when they are due. The tick claims what comes due soon; a timer set for the earliest of these advances
 * and writes all that are due then, one batch at a time. A write that fails forgets its jobs: their claims lapse, and a
 * tick claims them again with what the database really holds.
 */
@Injectable()
export class JobAdvancer implements BeforeApplicationShutdown {
  private readonly held = new HeldJobs();
  private readonly alarm = new Alarm(() => void this.advanceOnTime());
  private readonly replica: string;
  private readonly leaseMs: number;
  private readonly batchSize: number;
  private lastWrite: Promise<unknown> = Promise.resolve();
  private stopping = false;

  constructor(
    @Inject(CONFIG) config: EmulatorConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly repository: ClaimsRepository,
    private readonly clock: DatabaseClock,
    private readonly clocks: Clocks,
    private readonly writer: AdvancedJobsWriter,
    private readonly metrics: JobMetrics,
  ) {
    clocks.onChange((changed) => this.moveTo(changed));
    this.replica = replicaName(config);
    this.leaseMs = config.EMULATOR_LEASE_SEC * 1000;
    this.batchSize = config.EMULATOR_BATCH_SIZE;
  }

  /** One tick: claims what is due now or soon, and catches up with what is late. `at` stands in for the clock in tests. */
  async runOnce(at?: Date): Promise<AdvanceSummary> {
    const summary: AdvanceSummary = { claimed: 0, advanced: 0, failed: 0, lostClaims: 0 };
    await this.clock.synchronise();
    for (let isFull = true; isFull && !this.stopping;) {
      const claimed = await this.repository.claimDue(this.newClaim(), LOOK_AHEAD_MS, this.batchSize, at);
      for (const job of claimed) {
        this.clocks.learn(clockOf(job));
        this.held.hold(job, this.clocks.known(job.namespace));
      }
      summary.claimed += claimed.length;
      isFull = claimed.length === this.batchSize;
      await this.advanceDue(summary, at);
    }
    this.setAlarm();
    return summary;
  }

  /** The claim with which a new job is to be stored, where no tick would be in time to claim it; else null. */
  claimFor(job: Job, clock: NamespaceClock): Claim | null {
    return !this.stopping && isDueBy(job, clock, this.clock.now() + LOOK_AHEAD_MS) ? this.newClaim() : null;
  }

  /** Takes on a job that was stored with a claim of ours. */
  hold(job: ClaimedJob): void {
    if (this.stopping) return;
    this.held.hold(job, this.clocks.known(job.namespace));
    this.setAlarm();
  }

  /** A job's claim was broken by what was asked of it here. */
  drop(jobId: string): void {
    this.held.drop(jobId);
  }

  /** The port is bound: whoever claimed jobs under this replica's name is gone. */
  takeBackOwn(): Promise<void> {
    return this.repository.releaseClaimsOf(this.replica);
  }

  /** Writes what is due, and sets the rest free for the other replicas. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.alarm.clear();
    await this.advanceOnTime();
    await this.repository.releaseClaimsOf(this.replica);
  }

  private async advanceOnTime(): Promise<void> {
    try {
      await this.advanceDue({ claimed: 0, advanced: 0, failed: 0, lostClaims: 0 });
    } catch (error) {
      this.logger.error({ err: error }, 'jobs.advance-failed');
    }
    this.setAlarm();
  }

  /** One write at a time: what comes due meanwhile makes the next batch. */
  private advanceDue(summary: AdvanceSummary, at?: Date): Promise<void> {
    const write = this.lastWrite.then(() => this.advanceBatches(summary, at));
    this.lastWrite = write.catch(() => undefined);
    return write;
  }

  private async advanceBatches(summary: AdvanceSummary, at?: Date): Promise<void> {
    for (;;) {
      const now = at?.getTime() ?? this.clock.now();
      const due = this.held.takeDue(now, this.batchSize);
      if (due.length === 0) return;
      const moved = due.flatMap((job) => this.passTimeOf(job, now, summary));
      const { saved, failed } = await this.writer.write(moved, this.leaseMs);
      summary.failed += failed.size;
      for (const each of moved) if (saved.has(each.job.id)) this.settle(each, summary);
      const refused = moved.filter(({ job: { id } }) => !saved.has(id) && !failed.has(id));
      if (refused.length > 0) await this.takeBack(refused, due, summary);
    }
  }

  /** One job that can't be read must not stop the others: it is told of, and its claim lapses. */
  private passTimeOf(job: ClaimedJob, now: number, summary: AdvanceSummary): AdvancedJob[] {
    try {
      const clock = this.clocks.known(job.namespace);
      // What is scheduled for an instant is due then, however the two clocks are rounded.
      const moved = passTime(job, Math.max(emulatedAt(clock, now), job.context.nextTransitionAt ?? 0));
      if (moved.transitions.length === 0) throw new JobUnreadable('A job that is due has no next step');
      const keepsClaim = isDueBy(moved.job, clock, now + LOOK_AHEAD_MS);
      return [{ ...moved, clockVersion: clock.version, keepsClaim }];
    } catch (error) {
      summary.failed++;
      this.logger.error({ err: error, jobId: job.id }, 'job.unreadable');
      return [];
    }
  }

  /** A write is refused where the claim is another's, or where the clock has moved: then it is made again, by the new one. */
  private async takeBack(refused: AdvancedJob[], due: ClaimedJob[], summary: AdvanceSummary): Promise<void> {
    for (const namespace of new Set(refused.map(({ job }) => job.namespace))) await this.clocks.refresh(namespace);
    const before = new Map(due.map((job) => [job.id, job]));
    for (const { job, clockVersion } of refused) {
      const clock = this.clocks.known(job.namespace);
      if (clock.version > clockVersion) {
        this.held.hold(before.get(job.id)!, clock);
        continue;
      }
      summary.lostClaims++;
      this.metrics.lostClaims.inc();
      this.logger.warn({ jobId: job.id }, 'job.claim-lost');
    }
  }

  private settle({ job, transitions, keepsClaim }: AdvancedJob, summary: AdvanceSummary): void {
    summary.advanced++;
    const clock = this.clocks.known(job.namespace);
    for (const { from, to, at } of transitions) {
      const lateMs = Math.round(this.clock.now() - realAt(clock, at));
      this.metrics.observeTransition(to, lateMs);
      this.logger.info({ jobId: job.id, from, to, at: new Date(at).toISOString(), lateMs }, 'job.advanced');
    }
    if (keepsClaim) this.held.hold(job, clock);
  }

  /** Time has jumped, or stands still: what this replica holds comes due otherwise, and so may what nobody holds. */
  private moveTo(clock: NamespaceClock): void {
    if (this.stopping) return;
    this.held.reschedule(clock);
    this.runOnce().catch((error: unknown) => this.logger.error({ err: error }, 'jobs.advance-failed'));
  }

  private setAlarm(): void {
    const dueAt = this.held.nextDueAt();
    if (dueAt !== undefined && !this.stopping) this.alarm.setAtTheLatest(this.clock.toMonotonic(dueAt));
  }

  private newClaim(): Claim {
    return { replica: this.replica, token: uuidV7(), leaseMs: this.leaseMs };
  }
}

/** Whether the next step of a job is due by the instant `real` of the database's clock. */
function isDueBy({ context: { nextTransitionAt } }: Job, clock: NamespaceClock, real: number): boolean {
  return nextTransitionAt !== null && realAt(clock, nextTransitionAt) <= real;
}
