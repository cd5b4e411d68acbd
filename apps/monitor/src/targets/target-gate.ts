import type { ReplicaPlace } from '../holdings/share-out.js';
import { Breaker, type BreakerOutcome } from './breaker.js';
import { type Slot, type TargetBudget, concurrentShare, nextSlot, nextTurnAt, strictest } from './budget-share.js';
import { WaitingLine } from './waiting-line.js';

const NO_BUDGET: TargetBudget = {};
/** A budget counts until nobody has named it for so long, and what is known of a target until nobody has asked for it. */
const BUDGET_MS = 3_600_000;

/** What a gate needs to know of its surroundings. */
export interface GateContext {
  /** Monotonic, in milliseconds. */
  now(): number;
  /** What the database's clock shows at a monotonic instant, in milliseconds since the epoch. */
  toDatabase(now: number): number;
  /** The place of this replica among the live ones. */
  place(): ReplicaPlace;
  /** From 0 to 1. */
  random(): number;
  /** The target was blocked, or goes on being so, until this monotonic instant. */
  onBlocked(until: number): void;
  onClosed(): void;
}

/** The gate to one target: who may ask it now, as its circuit breaker and the budgets that profiles name for it say. */
export class TargetGate {
  private readonly breaker = new Breaker();
  private readonly budgets = new Map<string, { budget: TargetBudget; usedAt: number }>();
  private readonly line = new WaitingLine();
  private inUse = 0;
  private lastSlot: Slot | undefined;
  private timer: NodeJS.Timeout | undefined;
  private askedAt = -Infinity;

  constructor(private readonly context: GateContext) {}

  get isBlocked(): boolean {
    return !this.breaker.isClosed;
  }

  get waiting(): number {
    return this.line.length;
  }

  /** Nothing would be lost with it. */
  isIdle(now: number): boolean {
    if (this.inUse > 0 || this.line.length > 0) return false;
    return (this.budgets.size === 0 && this.breaker.isPristine) || now - this.askedAt > BUDGET_MS;
  }

  blockedUntil(now: number): number | undefined {
    return this.breaker.blockedUntil(now);
  }

  /** True when a request may be sent; false where the target is blocked meanwhile, or at `until`. */
  acquire(budget: TargetBudget | undefined, until: number): Promise<boolean> {
    const now = this.context.now();
    this.askedAt = now;
    if (this.breaker.blockedUntil(now) !== undefined) return Promise.resolve(false);
    if (budget !== undefined) this.note(budget, now);
    if (this.line.length === 0 && this.opensAt(now) <= now) return Promise.resolve(this.pass(now));
    const admitted = this.line.enter(until);
    this.admit();
    return admitted;
  }

  release(outcome: BreakerOutcome, hintMs?: number): void {
    this.inUse--;
    const { breaker, context } = this;
    const wasClosed = breaker.isClosed;
    const now = context.now();
    if (breaker.learn(outcome, now, context.random(), hintMs)) {
      this.line.dissolve();
      context.onBlocked(breaker.blockedUntil(now)!);
    } else if (!wasClosed && breaker.isClosed) context.onClosed();
    if (this.line.length > 0) this.admit();
  }

  /** Sends everybody away, and stops waiting. */
  close(): void {
    clearTimeout(this.timer);
    this.line.dissolve();
  }

  private pass(now: number): true {
    this.inUse++;
    this.breaker.pass(now);
    const { perSecond } = this.budget(now);
    if (perSecond !== undefined) {
      this.lastSlot = nextSlot(perSecond, this.context.place(), this.context.toDatabase(now), this.lastSlot);
    }
    return true;
  }

  /** Lets in whoever may go in, and comes back when the next one may. */
  private admit(): void {
    clearTimeout(this.timer);
    const { context, line } = this;
    while (line.length > 0) {
      const now = context.now();
      if (this.breaker.blockedUntil(now) !== undefined) return line.dissolve();
      const opensAt = this.opensAt(now);
      if (opensAt > now) {
        this.timer = setTimeout(() => this.admit(), Math.ceil(opensAt - now));
        return;
      }
      this.pass(now);
      if (!line.admitNext()) this.inUse--;
    }
  }

  /** The monotonic instant from which on the budget lets one more request pass, as far as that can be known. */
  private opensAt(now: number): number {
    const { perSecond, concurrent } = this.budget(now);
    if (perSecond === undefined && concurrent === undefined) return now;
    const { context } = this;
    const place = context.place();
    const databaseNow = context.toDatabase(now);
    let opensAt = databaseNow;
    if (perSecond !== undefined) opensAt = nextSlot(perSecond, place, databaseNow, this.lastSlot).at;
    if (concurrent !== undefined && this.inUse >= concurrentShare(concurrent, place, databaseNow)) {
      opensAt = Math.max(opensAt, nextTurnAt(databaseNow));
    }
    return now + (opensAt - databaseNow);
  }

  private note(budget: TargetBudget, now: number): void {
    const key = `${budget.perSecond} ${budget.concurrent}`;
    const known = this.budgets.get(key);
    if (known === undefined) this.budgets.set(key, { budget, usedAt: now });
    else known.usedAt = now;
  }

  /** Of all profiles that name a budget for this target the strictest counts. */
  private budget(now: number): TargetBudget {
    if (this.budgets.size === 0) return NO_BUDGET;
    for (const [key, { usedAt }] of this.budgets) if (now - usedAt > BUDGET_MS) this.budgets.delete(key);
    return strictest([...this.budgets.values()].map(({ budget }) => budget));
  }
}
