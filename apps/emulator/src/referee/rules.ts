import type { Rule } from './rule.js';
import { cancelAfterEnd } from './rules/cancel-after-end.js';
import { credentialsLeaked } from './rules/credentials-leaked.js';
import { jobAbandoned } from './rules/job-abandoned.js';
import { jobGuessed } from './rules/job-guessed.js';
import { movedPlaceIgnored } from './rules/moved-place-ignored.js';
import { polledAfterEnd } from './rules/polled-after-end.js';
import { polledAfterGone } from './rules/polled-after-gone.js';
import { polledTooEarly } from './rules/polled-too-early.js';
import { polledWithoutPause } from './rules/polled-without-pause.js';
import { pollsOverlap } from './rules/polls-overlap.js';
import { redirectFollowedWrongly } from './rules/redirect-followed-wrongly.js';
import { redirectLoop } from './rules/redirect-loop.js';
import { refusedCredentialsRepeated } from './rules/refused-credentials-repeated.js';
import { resultReadAgain } from './rules/result-read-again.js';
import { startKeyChanged } from './rules/start-key-changed.js';
import { startKeyMissing } from './rules/start-key-missing.js';
import { startKeyReused } from './rules/start-key-reused.js';
import { startedTwice } from './rules/started-twice.js';
import { stormAfterOutage } from './rules/storm-after-outage.js';
import { throttlingIgnored } from './rules/throttling-ignored.js';

/** All that the referee looks at, the errors first. */
export const rules: readonly Rule[] = [
  polledTooEarly,
  throttlingIgnored,
  polledAfterEnd,
  startedTwice,
  startKeyReused,
  credentialsLeaked,
  redirectFollowedWrongly,
  redirectLoop,
  stormAfterOutage,
  startKeyMissing,
  startKeyChanged,
  jobGuessed,
  jobAbandoned,
  polledWithoutPause,
  pollsOverlap,
  movedPlaceIgnored,
  polledAfterGone,
  refusedCredentialsRepeated,
  resultReadAgain,
  cancelAfterEnd,
];
