/** A span of time as profiles and requests write it: `250ms`, `20s`, `1.5m`, `24h`, `7d`. */
export const DURATION_PATTERN = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/;

/** Longer spans would leave what instants can hold. */
export const MAX_DURATION_DAYS = 3650;

const unitsMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The span in milliseconds. Throws on text that is no duration. */
export function durationMs(text: string): number {
  const [, amount, unit] = DURATION_PATTERN.exec(text) ?? [];
  if (amount === undefined || unit === undefined) throw new Error(`Not a duration: ${text}`);
  return Number(amount) * unitsMs[unit]!;
}
