import { setImmediate as others } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { RefereeQuery, RefereeReport } from '@app/contracts';
import { DatabaseClock } from '@app/platform';
import { Clocks } from '../clock/clocks.js';
import { OutagesService } from '../faults/outages.service.js';
import { inOrder } from './journal.js';
import { type Judgement, judgeStepwise } from './judge.js';
import { onRealClock } from './outages.js';
import { reportOf } from './report.js';
import { RequestJournal } from './request-journal.js';
import { RequestsRepository } from './requests.repository.js';

/** So many of a namespace's requests are judged together; a report on more says so. */
const MOST_JUDGED = 50_000;

/** Tells what the clients of a namespace did wrong. */
@Injectable()
export class RefereeService {
  constructor(
    private readonly journal: RequestJournal,
    private readonly repository: RequestsRepository,
    private readonly outages: OutagesService,
    private readonly clock: DatabaseClock,
    private readonly clocks: Clocks,
  ) {}

  async report(
    namespace: string,
    filter: Pick<RefereeQuery, 'job' | 'client' | 'dialect'> = {},
  ): Promise<RefereeReport> {
    await this.journal.flush();
    const { entries: newest, callbacks, unknown } = await this.repository.readNewest(namespace, MOST_JUDGED);
    const entries = inOrder(newest);
    const now = this.clock.now();
    const emulatedNow = await this.clocks.now(namespace);
    const outages = onRealClock(entries, await this.outages.list(namespace));
    const judgement = await inTurns(judgeStepwise(entries, { now, emulatedNow, outages, callbacks }));
    return reportOf({ namespace, entries, judgement, unknown, now, filter });
  }

  /** Forgets the requests of a namespace: the next report is on what comes from here on. */
  clear(namespace: string): Promise<void> {
    return this.journal.clear(namespace);
  }
}

/** Whoever is played meanwhile does not wait for a long judgement. */
async function inTurns(judging: Generator<void, Judgement>): Promise<Judgement> {
  for (;;) {
    const { done, value } = judging.next();
    if (done === true) return value;
    await others();
  }
}
