/** A bounded number of things under way; who comes later waits in line. Taking and giving back cost O(1). */
export class Budget {
  private underWay = 0;
  private line: (() => void)[] = [];
  private head = 0;

  constructor(private readonly limit: number) {}

  /** Resolves when a place is free. Every `acquire` needs one `release`. */
  acquire(): Promise<void> {
    if (this.underWay < this.limit) {
      this.underWay++;
      return Promise.resolve();
    }
    return new Promise((admit) => this.line.push(admit));
  }

  release(): void {
    const next = this.line[this.head];
    if (next === undefined) {
      this.underWay--;
      return;
    }
    this.head++;
    if (this.head > 1024 && this.head * 2 > this.line.length) {
      this.line = this.line.slice(this.head);
      this.head = 0;
    }
    next();
  }

  get waiting(): number {
    return this.line.length - this.head;
  }

  get inUse(): number {
    return this.underWay;
  }
}
