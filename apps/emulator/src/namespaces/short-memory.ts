/** So late may something that was changed at another replica be known here. */
const KNOWN_FOR_MS = 250;

/** So many namespaces are kept in mind. */
const MAX_NAMESPACES = 1024;

/** What every request asks of its namespace and hardly ever changes: read anew a few times a second, and when it changed here. */
export class ShortMemory<Value> {
  private readonly known = new Map<string, { readAt: number; value: Promise<Value> }>();

  constructor(private readonly read: (namespace: string) => Promise<Value>) {}

  of(namespace: string): Promise<Value> {
    const known = this.known.get(namespace);
    if (known !== undefined && performance.now() - known.readAt < KNOWN_FOR_MS) return known.value;
    if (this.known.size >= MAX_NAMESPACES) this.known.clear();
    const value = this.read(namespace);
    this.known.set(namespace, { readAt: performance.now(), value });
    // Whoever asked is told; the next one asks again.
    value.catch(() => this.forget(namespace));
    return value;
  }

  forget(namespace: string): void {
    this.known.delete(namespace);
  }
}
