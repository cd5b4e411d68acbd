/** Node's timers hold at most this many milliseconds; a longer wait is made of several. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** One timer that rings at the earliest instant asked for, on the monotonic clock (`performance.now()`). */
export class Alarm {
  private timer: NodeJS.Timeout | undefined;
  private setFor = Infinity;

  constructor(private readonly ring: () => void) {}

  /** Makes sure that the alarm rings at `instant` or earlier; undefined asks for nothing. */
  setAtTheLatest(instant: number | undefined): void {
    if (instant === undefined || instant >= this.setFor) return;
    clearTimeout(this.timer);
    this.setFor = instant;
    const wait = Math.ceil(instant - performance.now());
    this.timer = setTimeout(() => this.elapsed(), Math.min(Math.max(wait, 0), LONGEST_TIMER_MS));
  }

  clear(): void {
    clearTimeout(this.timer);
    this.setFor = Infinity;
  }

  private elapsed(): void {
    this.setFor = Infinity;
    this.ring();
  }
}
