import { WaitingLine } from './waiting-line.js';

/** A bounded number of things under way; who comes later waits in line. Taking and giving back cost O(1). */
export class Budget {
  private underWay = 0;
  private readonly line = new WaitingLine();

  constructor(private readonly limit: number) {}

  /**
   * Resolves with true when a place is free; every such place needs one `release`. At `until` (monotonic clock) who
   * still waits leaves the line, with false.
   */
  acquire(until: number): Promise<boolean> {
    if (this.underWay >= this.limit) return this.line.enter(until);
    this.underWay++;
    return Promise.resolve(true);
  }

  release(): void {
    if (!this.line.admitNext()) this.underWay--;
  }

  get waiting(): number {
    return this.line.length;
  }

  get inUse(): number {
    return this.underWay;
  }
}
