/** Node's timers hold at most this many milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Place {
  admit: (isAdmitted: boolean) => void;
  timer: NodeJS.Timeout;
  hasLeft: boolean;
}

/** A bounded number of things under way; who comes later waits in line. Taking and giving back cost O(1). */
export class Budget {
  private underWay = 0;
  private line: Place[] = [];
  private head = 0;
  private inLine = 0;

  constructor(private readonly limit: number) {}

  /**
   * Resolves with true when a place is free; every such place needs one `release`. At `until` (monotonic clock) who
   * still waits leaves the line, with false.
   */
  acquire(until: number): Promise<boolean> {
    if (this.underWay < this.limit) {
      this.underWay++;
      return Promise.resolve(true);
    }
    return new Promise((admit) => {
      const waitMs = Math.min(Math.max(until - performance.now(), 0), LONGEST_TIMER_MS);
      const place: Place = { admit, hasLeft: false, timer: setTimeout(() => this.leave(place), waitMs) };
      this.line.push(place);
      this.inLine++;
    });
  }

  release(): void {
    for (let place = this.line[this.head]; place !== undefined; place = this.line[this.head]) {
      this.head++;
      if (place.hasLeft) continue;
      clearTimeout(place.timer);
      this.inLine--;
      this.shorten();
      return place.admit(true);
    }
    this.shorten();
    this.underWay--;
  }

  get waiting(): number {
    return this.inLine;
  }

  get inUse(): number {
    return this.underWay;
  }

  private leave(place: Place): void {
    place.hasLeft = true;
    this.inLine--;
    place.admit(false);
  }

  private shorten(): void {
    if (this.head * 2 <= this.line.length || this.head < 1024) return;
    this.line = this.line.slice(this.head);
    this.head = 0;
  }
}
