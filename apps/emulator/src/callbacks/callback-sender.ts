import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { writeCallback } from '@app/contracts';
import { DatabaseClock, LOGGER, type Logger, isDatabaseUnavailable, uuidV7 } from '@app/platform';
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

/** Longer than one attempt may take. */
const LEASE_MS = 60_000;
const BATCH_SIZE = 64;
/** So many are under way at once; who does not answer is waited for while the others go on. */
const MOST_UNDER_WAY = 512;
/** Between attempts, on the clock of the namespace; after the last of them it is given up. */
const RETRY_AFTER_MS = [1000, 5000, 30_000, 120_000];
const GONE = 410;

export interface SendSummary {
  claimed: number;
  delivered: number;
}

/**
 * Sends callbacks when they are due on the clock of their namespace: those of one job one after the other, of many at a
 * time. Whoever is slow to answer keeps nobody else waiting.
 */
@Injectable()
export class CallbackSender implements OnModuleInit, BeforeApplicationShutdown {
  private readonly underWay = new Set<Promise<void>>();
  private readonly total: SendSummary = { claimed: 0, delivered: 0 };
  private beginning: Promise<void> | undefined;
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
    this.begin().catch((error: unknown) => this.logger.error({ err: error }, 'callbacks.send-failed'));
  }

  /** Begins to send all that is due. Who asks while it looks has it look again. */
  begin(): Promise<void> {
    this.isAwake = true;
    this.beginning ??= this.beginDue().finally(() => (this.beginning = undefined));
    return this.beginning;
  }

  /** Sends all that is due, and waits for the answers. */
  async runOnce(): Promise<SendSummary> {
    const { claimed, delivered } = this.total;
    do {
      await this.begin();
      await Promise.all(this.underWay);
    } while (this.underWay.size > 0 || this.beginning !== undefined);
    return { claimed: this.total.claimed - claimed, delivered: this.total.delivered - delivered };
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.beginning?.catch(() => undefined);
    await Promise.all(this.underWay);
  }

  private async beginDue(): Promise<void> {
    while (this.isAwake && !this.isStopping && this.underWay.size + BATCH_SIZE <= MOST_UNDER_WAY) {
      this.isAwake = false;
      const claimed = await this.repository.claimDue(uuidV7(), LEASE_MS, BATCH_SIZE);
      for (const callback of claimed) this.dispatch(callback);
      this.total.claimed += claimed.length;
      if (claimed.length === BATCH_SIZE) this.isAwake = true;
    }
  }

  /** What waited for it may be due once it was answered: the next one of the job, and whatever there was no room for. */
  private dispatch(callback: ClaimedCallback): void {
    const sending = this.send(callback).finally(() => {
      this.underWay.delete(sending);
      this.wake();
    });
    this.underWay.add(sending);
  }

  /** One that fails must not stop the others: its claim lapses, and it is sent again. */
  private async send(callback: ClaimedCallback): Promise<void> {
    try {
      const written = await this.written(callback);
      if (typeof written === 'string') {
        await this.repository.settle(callback, written, null);
        return;
      }
      const note = { jobId: callback.jobId, calledAt: this.clock.now() };
      this.journal.recordCallback(callback.namespace, note);
      const answer = await this.client.post(callback.url, written.headers, written.body);
      this.journal.recordCallback(callback.namespace, { ...note, answeredAt: this.clock.now() });
      if (await this.settle(callback, answer)) this.total.delivered++;
    } catch (error) {
      this.logger.warn({ err: error, jobId: callback.jobId, number: callback.number }, 'callback.unsettled');
    }
  }

  /** Throws where the database is away, which says nothing of the callback. */
  private async written(callback: ClaimedCallback) {
    try {
      return await this.write(callback);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      this.logger.warn({ err: error, jobId: callback.jobId, number: callback.number }, 'callback.unwritable');
      return 'unwritable';
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

/** Nobody is there any more, or nobody may be. */
function isForGood(answer: CallbackAnswer): boolean {
  return 'code' in answer ? answer.code === GONE : answer.isFinal;
}
