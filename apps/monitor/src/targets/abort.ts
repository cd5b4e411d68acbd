/** What ends a request from our side: an AbortController, or the lighter `Abort`. */
export interface AbortSource {
  readonly signal: { readonly aborted: boolean; onabort: ((this: never, event: never) => unknown) | null };
}

/** An AbortController with what a request needs of it, at a fraction of its cost: each poll makes one. */
export class Abort implements AbortSource {
  onabort: (() => void) | null = null;
  aborted = false;

  get signal(): this {
    return this;
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    this.onabort?.();
  }
}
