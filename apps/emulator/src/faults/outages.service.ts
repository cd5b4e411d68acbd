import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type OutageRequest, durationMs } from '@app/contracts';
import { uuidV7 } from '@app/platform';
import { Clocks } from '../clock/clocks.js';
import { Resets } from '../namespaces/resets.js';
import { ShortMemory } from '../namespaces/short-memory.js';
import { drawSpan } from '../scenarios/draw-span.js';
import { type FaultEffects, mergeEffects } from './fault-effects.js';
import { OutagesRepository, type StoredOutage } from './outages.repository.js';

/** Spans in which all requests of a namespace fail. */
@Injectable()
export class OutagesService implements OnModuleInit {
  private readonly known = new ShortMemory((namespace) => this.repository.list(namespace));

  constructor(
    private readonly repository: OutagesRepository,
    private readonly clocks: Clocks,
    private readonly resets: Resets,
  ) {}

  onModuleInit(): void {
    this.resets.add((executor, namespace) => this.repository.deleteAll(executor, namespace));
    this.resets.onReset((namespace) => this.known.forget(namespace));
  }

  /** What goes wrong in the namespace now, whatever is asked; no field where all is well. */
  async effectsNow(namespace: string): Promise<FaultEffects> {
    const outages = await this.known.of(namespace);
    if (outages.length === 0) return {};
    const now = await this.clocks.now(namespace);
    return mergeEffects(
      outages.filter(({ from, to }) => from <= now && (to === null || now < to)).map((outage) => effectsOf(outage)),
    );
  }

  /** All of the namespace, in the order in which they begin: past ones, present ones, and those to come. */
  list(namespace: string): Promise<StoredOutage[]> {
    return this.repository.list(namespace);
  }

  async order(namespace: string, { lasts, after, ...fault }: OutageRequest): Promise<StoredOutage> {
    await this.clocks.refresh(namespace);
    const from = Math.floor(await this.clocks.now(namespace)) + (after === undefined ? 0 : durationMs(after));
    const outage = { id: uuidV7(), from, to: lasts === undefined ? null : from + durationMs(lasts), fault };
    await this.repository.insert(namespace, outage);
    this.known.forget(namespace);
    return outage;
  }

  /** Ends all of them now; those to come never begin. */
  async end(namespace: string): Promise<void> {
    await this.repository.endAll(namespace, Math.floor(await this.clocks.now(namespace)));
    this.known.forget(namespace);
  }
}

function effectsOf({ id, fault: { delay, auth, ...fault } }: StoredOutage): FaultEffects {
  return {
    ...(fault as FaultEffects),
    ...(delay !== undefined && { delayMs: drawSpan(delay, { seed: 'outage', drawKey: id }, 'delay') }),
    ...(auth !== undefined && { refusal: { code: 401, message: `The credentials have ${REFUSED[auth]}` } }),
  };
}

const REFUSED = { expired: 'expired', revoked: 'been revoked' };
