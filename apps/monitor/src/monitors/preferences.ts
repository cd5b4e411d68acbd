/** A longer wait is held open by too many proxies in vain. */
export const LONGEST_WAIT_SEC = 60;

/**
 * The seconds that `Prefer: wait=…` asks for (RFC 7240, section 4.3), 60 at most; undefined where it asks for none.
 * Preferences that are not understood are passed over, as that RFC wants it. Pure.
 */
export function preferredWait(prefer: string | undefined): number | undefined {
  for (const preference of (prefer ?? '').split(',')) {
    const [, seconds] = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(;.*)?$/i.exec(preference) ?? [];
    if (seconds !== undefined) return Math.min(Number(seconds), LONGEST_WAIT_SEC);
  }
  return undefined;
}

/** Whether a client that sent this If-None-Match has this version already (RFC 9110, section 13.1.2). Pure. */
export function isKnown(ifNoneMatch: string | undefined, version: number): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(entityTag(version));
}

export function entityTag(version: number): string {
  return `"${version}"`;
}
