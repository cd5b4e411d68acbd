import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Holdings } from './holdings.js';
import { HoldingsRepository } from './holdings.repository.js';

/** How long changes are gathered before the other replicas are told. */
const GATHER_MS = 20;
/** Postgres takes payloads of less than 8000 bytes. */
const IDS_A_PAYLOAD = 200;

/**
 * Tells whoever waits for a monitor, at any replica, that it has changed: here at once, elsewhere by NOTIFY, many monitors
 * in one statement. Nothing rests on the arrival of a signal; a replica that is alone sends none.
 */
@Injectable()
export class ChangeSignals implements OnModuleDestroy {
  private readonly sender = randomBytes(6).toString('hex');
  private readonly gathered = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private listener: (ids: string[]) => void = () => undefined;

  constructor(
    private readonly holdings: Holdings,
    private readonly repository: HoldingsRepository,
  ) {}

  /** Who is to be told of monitors that changed. */
  onChange(listener: (ids: string[]) => void): void {
    this.listener = listener;
  }

  /** A monitor has changed, and that is committed. */
  changed(id: string): void {
    this.listener([id]);
    if (this.holdings.isAlone) return;
    this.gathered.add(id);
    this.timer ??= setTimeout(() => this.tellOthers(), GATHER_MS);
  }

  /** A signal has come; our own come back to us, too. */
  received(payload: string): void {
    const [sender, ...ids] = payload.split(' ');
    if (sender !== this.sender) this.listener(ids);
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
  }

  private tellOthers(): void {
    this.timer = undefined;
    const ids = [...this.gathered];
    this.gathered.clear();
    const payloads: string[] = [];
    for (let from = 0; from < ids.length; from += IDS_A_PAYLOAD) {
      payloads.push([this.sender, ...ids.slice(from, from + IDS_A_PAYLOAD)].join(' '));
    }
    this.repository.notifyChanges(payloads).catch(() => undefined);
  }
}
