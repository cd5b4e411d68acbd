import type { Hint, HintForm } from '@app/contracts';

/** The value of Retry-After (of Retry-After-Ms for `ms`) in a form. `now` is what the reply's Date will say, in milliseconds. */
export function retryAfterText(_form: HintForm, _ms: number | undefined, _now: number): string {
  throw new Error('not yet');
}

/** A hint to write: in headers (names in lower case), or, with `ms`, where the profile reads it. */
export interface GivenHint {
  /** To be written where the API tells its waits. */
  ms?: number;
  headers: Record<string, string>;
}

/** What a scenario's hint makes a reply say; undefined where the scenario leaves it to the dialect. */
export function hintAt(_hint: Hint | undefined, _on: 'start' | 'poll', _now: number): GivenHint | undefined {
  return undefined;
}
