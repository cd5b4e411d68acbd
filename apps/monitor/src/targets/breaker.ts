/** So many bad answers in a row, of all monitors of a target together, and it is left alone. */
export const BAD_IN_A_ROW = 10;
const FIRST_BLOCK_MS = 5000;
const LONGEST_BLOCK_MS = 60_000;
/** What a target asks us to wait counts for no more than this. */
const LONGEST_HINT_MS = 600_000;
/** Blocks are longer by up to this share, so that the replicas do not try again at the same instant. */
const JITTER = 0.2;
/** While one request tries the target out the others look again after this. */
const LOOK_AGAIN_MS = 1000;
/** A trial that is not heard of for so long is given up. */
const TRIAL_MS = 60_000;

/** How a request ended, as far as it says something of its target. `none`: nothing, as after an abort. */
export type BreakerOutcome = 'good' | 'bad' | 'none';

/**
 * The circuit breaker of one target. Closed: everything passes. After too many bad answers in a row it blocks for a
 * while; then one request may try; a good answer closes it, a bad one blocks for twice as long. Pure: instants are
 * monotonic milliseconds and come as arguments, as does chance (0 to 1).
 */
export class Breaker {
  private badInARow = 0;
  private blocks = 0;
  private until: number | undefined;
  private trialBeganAt: number | undefined;

  get isClosed(): boolean {
    return this.until === undefined;
  }

  /** Nothing is known of the target that is worth keeping. */
  get isPristine(): boolean {
    return this.badInARow === 0 && this.isClosed;
  }

  /** When to look again; undefined where a request may pass. */
  blockedUntil(now: number): number | undefined {
    if (this.until === undefined) return undefined;
    if (now < this.until) return this.until;
    return this.isOnTrial(now) ? now + LOOK_AGAIN_MS : undefined;
  }

  /** A request is let pass. While the target is blocked it is the one that tries it out. */
  pass(now: number): void {
    if (this.until !== undefined) this.trialBeganAt = now;
  }

  /** Takes in how a request ended. True where this blocks the target, or goes on blocking it. */
  learn(outcome: BreakerOutcome, now: number, random: number, hintMs = 0): boolean {
    if (outcome === 'none') {
      this.trialBeganAt = undefined;
      return false;
    }
    if (outcome === 'good') {
      this.badInARow = 0;
      this.blocks = 0;
      this.until = undefined;
      this.trialBeganAt = undefined;
      return false;
    }
    this.badInARow++;
    // What was under way when the target was blocked says nothing new.
    const isNews = this.until === undefined ? this.badInARow >= BAD_IN_A_ROW : this.isOnTrial(now);
    if (!isNews) return false;
    const ownMs = Math.min(FIRST_BLOCK_MS * 2 ** this.blocks, LONGEST_BLOCK_MS);
    const blockMs = Math.max(ownMs, Math.min(hintMs, LONGEST_HINT_MS)) * (1 + JITTER * random);
    this.blocks++;
    this.until = now + blockMs;
    this.trialBeganAt = undefined;
    return true;
  }

  private isOnTrial(now: number): boolean {
    return this.trialBeganAt !== undefined && now - this.trialBeganAt < TRIAL_MS;
  }
}
