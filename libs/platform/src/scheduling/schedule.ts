/**
 * What comes due when, in memory: a binary heap of instants in milliseconds. Pure: it has no clock and no timer of its
 * own. A key has at most one instant; setting it again moves it. Old entries stay in the heap until they surface.
 */
export class Schedule<Key> {
  private readonly heap: { key: Key; dueAt: number }[] = [];
  private readonly current = new Map<Key, number>();

  get size(): number {
    return this.current.size;
  }

  /** Puts `key` at `dueAt`, wherever it stood before. */
  set(key: Key, dueAt: number): void {
    this.current.set(key, dueAt);
    this.heap.push({ key, dueAt });
    this.rise(this.heap.length - 1);
    if (this.heap.length > 64 && this.heap.length > 4 * this.current.size) this.rebuild();
  }

  delete(key: Key): void {
    this.current.delete(key);
  }

  /** The instant of `key`, or undefined. */
  dueAt(key: Key): number | undefined {
    return this.current.get(key);
  }

  /** The earliest instant, or undefined when nothing is scheduled. */
  nextDueAt(): number | undefined {
    this.dropStale();
    return this.heap[0]?.dueAt;
  }

  /** Takes out the keys due at or before `now`, earliest first, `limit` at the most. */
  takeDue(now: number, limit = Infinity): Key[] {
    const due: Key[] = [];
    while (due.length < limit) {
      this.dropStale();
      const first = this.heap[0];
      if (first === undefined || first.dueAt > now) break;
      this.removeFirst();
      this.current.delete(first.key);
      due.push(first.key);
    }
    return due;
  }

  private dropStale(): void {
    for (let first = this.heap[0]; first !== undefined; first = this.heap[0]) {
      if (this.current.get(first.key) === first.dueAt) return;
      this.removeFirst();
    }
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    this.sink(0);
  }

  private rebuild(): void {
    this.heap.length = 0;
    for (const [key, dueAt] of this.current) this.heap.push({ key, dueAt });
    for (let index = (this.heap.length >> 1) - 1; index >= 0; index--) this.sink(index);
  }

  private rise(index: number): void {
    const { heap } = this;
    const moved = heap[index]!;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (heap[parent]!.dueAt <= moved.dueAt) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = moved;
  }

  private sink(index: number): void {
    const { heap } = this;
    const moved = heap[index]!;
    for (let child = 2 * index + 1; child < heap.length; child = 2 * index + 1) {
      if (child + 1 < heap.length && heap[child + 1]!.dueAt < heap[child]!.dueAt) child++;
      if (heap[child]!.dueAt >= moved.dueAt) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = moved;
  }
}
