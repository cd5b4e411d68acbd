/** Why a request is not done. */
export const errorKinds = [
  'unknown',
  'taken',
  'ended',
  'unauthorized',
  'throttled',
  'unavailable',
  'failed',
  'other',
] as const;
export type ErrorKind = (typeof errorKinds)[number];
