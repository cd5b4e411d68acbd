import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { writeCallback } from '@app/contracts';
import { DatabaseClock, LOGGER, type Logger, uuidV7 } from '@app/platform';
import { Clocks } from '../clock/clocks.js';
import { CONFIG, type EmulatorConfig } from '../config.js';
import { dialectBase } from '../dialects/dialect-base.js';
import { DialectsService } from '../dialects/dialects.service.js';
import { JobsService } from '../jobs/jobs.service.js';
import { RequestJournal } from '../referee/request-journal.js';
import { type CallbackAnswer, CallbackClient } from './callback.client.js';
import { factsThen, isOvertaken } from './callback-facts.js';
import { CallbacksRepository, type ClaimedCallback } from './callbacks.repository.js';
import { messageId } from './message-id.js';
import { forgedSecret, signCallback } from './sign-callback.js';

/** Longer than all attempts of a batch may take, one after the other, for one job. */
const LEASE_MS = 60_000;
const BATCH_SIZE = 64;
/** Between attempts, on the clock of the namespace; after the last of them it is given up. */
const RETRY_AFTER_MS = [1000, 5000, 30_000, 120_000];
const GONE = 410;

export interface SendSummary {
  claimed: number;
  delivered: number;
}

/** Sends callbacks when they are due on the clock of their namespace: those of one job in order, of many at a time. */
@Injectable()
export class CallbackSender implements OnModuleInit, BeforeApplicationShutdown {
  private running: Promise<SendSummary> | undefined;
  private isAwake = false;
  private isStopping = false;

  constructor(
    @Inject(CONFIG) private readonly config: EmulatorConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly repository: CallbacksRepository,
    private readonly client: CallbackClient,
    private readonly jobs: JobsService,
    private readonly dialects: DialectsService,
    private readonly journal: RequestJournal,
    private readonly clocks: Clocks,
    private readonly clock: DatabaseClock,
  ) {}

  onModuleInit(): void {
    this.clocks.onChange(() => this.wake());
  }

  /** Callbacks may have come due: looks at once instead of at the next tick. Never throws. */
  wake(): void {
    if (this.isStopping) return;
    if (this.running !== undefined) {
      this.isAwake = true;
      return;
    }
    this.runOnce().catch((error: unknown) => this.logger.error({ err: error }, 'callbacks.send-failed'));
  }

  /** Sends all that is due. Who asks while it runs gets the outcome of that run. */
  runOnce(): Promise<SendSummary> {
    this.running ??= this.sendDue().finally(() => {
      this.running = undefined;
      if (!this.isAwake) return;
      this.isAwake = false;
      this.wake();
    });
    return this.running;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.running?.catch(() => undefined);
  }

  private async sendDue(): Promise<SendSummary> {
    const summary: SendSummary = { claimed: 0, delivered: 0 };
    for (let isMore = true; isMore && !this.isStopping;) {
      const claimed = await this.repository.claimDue(uuidV7(), LEASE_MS, BATCH_SIZE);
      summary.claimed += claimed.length;
      await Promise.all(
        byJob(claimed).map(async (ofJob) => {
          for (const callback of ofJob) if (await this.send(callback)) summary.delivered++;
        }),
      );
      // Also after one that was not full: what waited for the end of a job to be told may be due now.
      isMore = claimed.length > 0;
    }
    return summary;
  }

  /** One that fails must not stop the others. Answers whether it was delivered. */
  private async send(callback: ClaimedCallback): Promise<boolean> {
    try {
      const written = await this.write(callback);
      if (typeof written === 'string') {
        await this.repository.settle(callback, written, null);
        return false;
      }
      const note = { jobId: callback.jobId, calledAt: this.clock.now() };
      this.journal.recordCallback(callback.namespace, note);
      const answer = await this.client.post(callback.url, written.headers, written.body);
      this.journal.recordCallback(callback.namespace, { ...note, answeredAt: this.clock.now() });
      return await this.settle(callback, answer);
    } catch (error) {
      this.logger.warn({ err: error, jobId: callback.jobId, number: callback.number }, 'callback.unwritable');
      await this.repository.settle(callback, 'unwritable', null);
      return false;
    }
  }

  private async write(callback: ClaimedCallback) {
    const { namespace, jobId } = callback;
    const job = await this.jobs.find(namespace, jobId);
    if (isOvertaken(job, callback)) return 'overtaken';
    if (job.dialect === null) return 'unwritable';
    const dialect = await this.dialects.open(namespace, job.dialect);
    const base = dialectBase(this.config.EMULATOR_PUBLIC_BASE_URL, namespace, job.dialect);
    const draft = writeCallback(dialect, factsThen(job, callback), { base });
    const body = draft.body === undefined ? (draft.text ?? '') : JSON.stringify(draft.body);
    const { EMULATOR_CALLBACK_SECRET: ours } = this.config;
    const secret = callback.isForged ? forgedSecret(ours) : ours;
    const id = messageId(callback);
    const proof = dialect.compiled.profile.callback?.verify;
    const signature = signCallback(proof, secret, { id, sentAt: this.clock.now(), body });
    return { headers: { 'content-type': 'application/json', ...draft.headers, ...signature }, body };
  }

  private async settle(callback: ClaimedCallback, answer: CallbackAnswer): Promise<boolean> {
    const { jobId, event, attempts } = callback;
    const isDelivered = 'code' in answer && answer.code >= 200 && answer.code < 300;
    const told = 'code' in answer ? String(answer.code) : answer.error;
    this.logger.info({ jobId, event, attempts, answer: told }, 'callback.sent');
    const waitMs = RETRY_AFTER_MS[attempts - 1];
    if (isDelivered) await this.repository.settle(callback, 'delivered', told);
    else if (isForGood(answer)) await this.repository.settle(callback, 'refused', told);
    else if (waitMs === undefined) await this.repository.settle(callback, 'given-up', told);
    else await this.repository.retry(callback, waitMs, told);
    return isDelivered;
  }
}

function byJob(callbacks: readonly ClaimedCallback[]): ClaimedCallback[][] {
  const jobs = new Map<string, ClaimedCallback[]>();
  for (const callback of callbacks) jobs.set(callback.jobId, [...(jobs.get(callback.jobId) ?? []), callback]);
  return [...jobs.values()];
}

/** Nobody is there any more, or nobody may be. */
function isForGood(answer: CallbackAnswer): boolean {
  return 'code' in answer ? answer.code === GONE : answer.isFinal;
}
