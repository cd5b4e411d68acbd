import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type OutageRequest, durationMs } from '@app/contracts';
import { uuidV7 } from '@app/platform';
import { Clocks } from '../clock/clocks.js';
import { Resets } from '../namespaces/resets.js';
import { drawSpan } from '../scenarios/draw-span.js';
import { type FaultEffects, mergeEffects } from './fault-effects.js';
import { OutagesRepository, type StoredOutage } from './outages.repository.js';

/** So late may an outage that was ordered at another replica be known here. */
const KNOWN_FOR_MS = 250;

/** So many namespaces are kept in mind. */
const MAX_KNOWN = 1024;

/** Spans in which all requests of a namespace fail. Each is asked for with every request, so they are kept in mind. */
@Injectable()
export class OutagesService implements OnModuleInit {
  private readonly known = new Map<string, { readAt: number; outages: StoredOutage[] }>();

  constructor(
    private readonly repository: OutagesRepository,
    private readonly clocks: Clocks,
    private readonly resets: Resets,
  ) {}

  onModuleInit(): void {
    this.resets.add((executor, namespace) => this.repository.deleteAll(executor, namespace));
    this.resets.onReset((namespace) => this.known.delete(namespace));
  }

  /** What goes wrong in the namespace now, whatever is asked; no field where all is well. */
  async effectsNow(namespace: string): Promise<FaultEffects> {
    const outages = await this.of(namespace);
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
    const from = Math.floor(await this.clocks.now(namespace)) + (after === undefined ? 0 : durationMs(after));
    const outage = { id: uuidV7(), from, to: lasts === undefined ? null : from + durationMs(lasts), fault };
    await this.repository.insert(namespace, outage);
    this.known.delete(namespace);
    return outage;
  }

  /** Ends all of them now; those to come never begin. */
  async end(namespace: string): Promise<void> {
    await this.repository.endAll(namespace, Math.floor(await this.clocks.now(namespace)));
    this.known.delete(namespace);
  }

  private async of(namespace: string): Promise<StoredOutage[]> {
    const known = this.known.get(namespace);
    if (known !== undefined && performance.now() - known.readAt < KNOWN_FOR_MS) return known.outages;
    const readAt = performance.now();
    const outages = await this.repository.list(namespace);
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    this.known.set(namespace, { readAt, outages });
    return outages;
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
