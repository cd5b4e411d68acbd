/**
 * When a monitor polls again whose target is blocked until `reopenAt`: some time within its interval after that, so that
 * all of them do not come in the same second. `random` is from 0 to 1.
 */
export function spreadAfter(reopenAt: number, intervalMs: number, random: number): number {
  return reopenAt + intervalMs * random;
}
