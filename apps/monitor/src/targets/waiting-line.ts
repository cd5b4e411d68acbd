/** Node's timers hold at most this many milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const SHORTEN_FROM = 1024;

interface Place {
  admit: (isAdmitted: boolean) => void;
  timer: NodeJS.Timeout | undefined;
  hasLeft: boolean;
}

/** Who waits for something, first come first served; whoever has waited too long leaves. Each step costs O(1). */
export class WaitingLine {
  private places: Place[] = [];
  private head = 0;
  private waiting = 0;

  get length(): number {
    return this.waiting;
  }

  /** Resolves with true when admitted; with false at `until` (monotonic clock), or when the line is dissolved. */
  enter(until: number): Promise<boolean> {
    return new Promise((admit) => {
      const place: Place = { admit, hasLeft: false, timer: undefined };
      const waitMs = Math.min(Math.max(until - performance.now(), 0), LONGEST_TIMER_MS);
      if (until !== Infinity) place.timer = setTimeout(() => this.leave(place), waitMs);
      this.places.push(place);
      this.waiting++;
    });
  }

  /** Admits who has waited longest. False where nobody waits. */
  admitNext(): boolean {
    return this.dismissNext(true);
  }

  /** Sends everybody away. */
  dissolve(): void {
    while (this.dismissNext(false));
  }

  private dismissNext(isAdmitted: boolean): boolean {
    for (let place = this.places[this.head]; place !== undefined; place = this.places[this.head]) {
      this.head++;
      if (place.hasLeft) continue;
      clearTimeout(place.timer);
      this.waiting--;
      this.shorten();
      place.admit(isAdmitted);
      return true;
    }
    this.shorten();
    return false;
  }

  private leave(place: Place): void {
    place.hasLeft = true;
    this.waiting--;
    place.admit(false);
  }

  private shorten(): void {
    if (this.head * 2 <= this.places.length || this.head < SHORTEN_FROM) return;
    this.places = this.places.slice(this.head);
    this.head = 0;
  }
}
