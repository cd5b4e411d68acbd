import type { RemoteError } from '../monitor.contract.js';
import { readCaptures } from './captures.js';
import type { CompiledPhase, CompiledProfile } from './compiled.js';
import { type PollDecision, decidePoll } from './decide-poll.js';
import { readHint } from './hints.js';
import { phaseOf } from './phase-of.js';
import type { PollVerdictWord } from './rules.contract.js';
import { type Progress, readProgress } from './progress.js';
import { jobError, requestError } from './remote-error.js';
import type { Reply } from './reply.js';
import type { Captures, Scope } from './scope.js';
import { cutText } from './scalars.js';
import { statusWord } from './status-map.js';
import { httpUrl } from './urls.js';

/** What the reply to a poll means. */
export interface PollReading {
  /** `unknown`: a status word that the profile does not know, held as running. `follow`: ask again at `followUrl`. */
  verdict: PollVerdictWord | 'unknown' | 'follow';
  /** The phase that goes on. */
  phase: string | null;
  /** Whether it is another one than before. */
  isNewPhase: boolean;
  /** The job's status in the remote's own word, or the verdict where the profile reads no word; null where the poll failed. */
  statusWord: string | null;
  /** The JSON body of the reply as it is, unbounded; null where there is none, or where the poll failed. */
  status: unknown;
  progress: Progress | null;
  /** Values that were found, with those that are kept already. */
  captured: Captures;
  followUrl?: string;
  hintMs?: number;
  /** Why the job failed, or else why this poll did. */
  error?: RemoteError;
}

const NO_CAPTURES: Captures = Object.freeze({});
const MAX_WORD_CHARACTERS = 256;

const tellsOfTheJob = new Set<PollReading['verdict']>([
  'running',
  'succeeded',
  'failed',
  'canceled',
  'paused',
  'needs_input',
  'unknown',
]);
const ends = new Set<PollReading['verdict']>(['succeeded', 'failed', 'canceled']);

/** Whether a verdict says that the job has ended. */
export function isEnd(verdict: PollReading['verdict']): verdict is 'succeeded' | 'failed' | 'canceled' {
  return ends.has(verdict);
}

/** Reads the reply to a poll. Never throws. */
export function readPoll(compiled: CompiledProfile, phaseName: string | null, reply: Reply, scope: Scope): PollReading {
  const phase = phaseOf(compiled, phaseName);
  const inReply = { ...scope, reply };
  return pollReading(compiled, phase, decidePoll(phase, reply, inReply), inReply);
}

/** The reading that a decision is worth. */
export function pollReading(
  compiled: CompiledProfile,
  phase: CompiledPhase,
  decision: PollDecision,
  scope: Scope & { reply: Reply },
): PollReading {
  const isNewPhase = decision.goto !== undefined && decision.goto !== phase.name;
  const reading = tellsOfTheJob.has(decision.verdict)
    ? readJob(compiled, phase, decision, scope)
    : readTrouble(compiled, phase, decision, scope);
  if (isNewPhase) {
    reading.phase = decision.goto!;
    reading.isNewPhase = true;
  }
  const hintMs = readHint(phase.pace, scope);
  if (hintMs !== undefined) reading.hintMs = hintMs;
  return reading;
}

function readJob(
  compiled: CompiledProfile,
  phase: CompiledPhase,
  { verdict, word }: PollDecision,
  scope: Scope & { reply: Reply },
): PollReading {
  const shown = word ?? (phase.status === undefined ? undefined : statusWord(phase.status, scope)) ?? verdict;
  const captured = readCaptures(phase.capture, scope);
  const moved =
    phase.runningCapture.length === 0 || isEnd(verdict) ? NO_CAPTURES : readCaptures(phase.runningCapture, scope);
  const reading: PollReading = {
    verdict,
    phase: phase.name,
    isNewPhase: false,
    statusWord: cutText(shown, MAX_WORD_CHARACTERS),
    status: scope.reply.body ?? null,
    progress: readProgress(compiled.progress, scope),
    captured: moved === NO_CAPTURES ? captured : { ...moved, ...captured },
  };
  if (verdict === 'failed') {
    const otherwise = { code: 'job-failed', message: `The job ended as ${reading.statusWord}` };
    reading.error = jobError(compiled.error, scope, otherwise);
  }
  return reading;
}

/** A poll that says nothing of the job, whether it failed or has to be asked again elsewhere. */
function readTrouble(
  { error }: CompiledProfile,
  phase: CompiledPhase,
  { verdict, trouble }: PollDecision,
  scope: Scope & { reply: Reply },
): PollReading {
  const reading: PollReading = {
    verdict,
    phase: phase.name,
    isNewPhase: false,
    statusWord: null,
    status: null,
    progress: null,
    captured: NO_CAPTURES,
  };
  if (verdict !== 'follow') return { ...reading, error: requestError(error, scope, trouble) };
  const followUrl = httpUrl(scope.reply.headers['location']?.trim() ?? '', scope.reply.url)?.href;
  if (followUrl !== undefined) return { ...reading, followUrl };
  return { ...reading, verdict: 'transient', error: requestError(error, scope, 'The reply does not say where to ask') };
}
