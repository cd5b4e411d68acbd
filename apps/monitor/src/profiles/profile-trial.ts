import {
  type Captures,
  type Classification,
  type CompiledProfile,
  type Fault,
  type GivenReply,
  type PollReading,
  type ProfileRequest,
  type Reply,
  RequestFault,
  type Scope,
  beforeRequest,
  explainPoll,
  explainStart,
  pollRequest,
  readResult,
  resultRequest,
  startRequest,
} from '@app/contracts';
import { toReply } from './given-reply.js';

/** A reply that a profile is to read, and what was known when it came. */
export interface Trial {
  step: 'start' | 'poll';
  /** By default the first. */
  phase?: string | undefined;
  reply: GivenReply;
  input?: unknown;
  job?: Captures | null | undefined;
  name?: string | undefined;
  /** When it was received, if the reply itself does not say so. */
  at: number;
}

export type FirstRequest = { method: string; url: string } | { trouble: string };

type Tried = Omit<Classification, 'profile'>;

/** What is wrong with a trial of this profile. */
export function trialFaults({ phases }: CompiledProfile, { phase }: Pick<Trial, 'phase'>): Fault[] {
  const names = phases.map(({ name }) => name).filter((name) => name !== null);
  if (phase === undefined || names.includes(phase)) return [];
  const allowed = names.length === 0 ? 'the only phase has no name' : `the phases are ${names.join(', ')}`;
  return [{ path: ['phase'], detail: `names no phase of the profile: ${allowed}` }];
}

/** The first request that a monitor would send, or why it can't; without an input with the profile's own example. Pure. */
export function tryRequest(compiled: CompiledProfile, { input, name }: Pick<Trial, 'input' | 'name'>): FirstRequest {
  const scope = scopeOf(compiled, { input, name });
  const request = requestOf(() =>
    compiled.before.length === 0 ? startRequest(compiled, scope) : beforeRequest(compiled, 0, scope),
  );
  if (request instanceof RequestFault) return { trouble: request.message };
  return { method: request!.method, url: request!.url };
}

function scopeOf({ profile }: CompiledProfile, { input, name }: Pick<Trial, 'input' | 'name'>): Scope {
  return { input: input ?? profile.example, name: name ?? 'example', key: 'example' };
}

/** Reads a reply as a monitor would, and tells why it is read so. Pure. */
export function tryReply(compiled: CompiledProfile, trial: Trial): Tried {
  const { step, job } = trial;
  const scope = { ...scopeOf(compiled, trial), job: step === 'start' ? null : job };
  const phase = trial.phase ?? compiled.phases[0]!.name;
  const asked = requestOf(() =>
    step === 'start' ? startRequest(compiled, scope) : pollRequest(compiled, phase, scope),
  );
  const reply = toReply(trial.reply, { at: trial.at, url: asked instanceof RequestFault ? undefined : asked?.url });
  return step === 'start' ? tryStart(compiled, reply, scope) : tryPoll(compiled, phase, reply, scope);
}

function tryStart(compiled: CompiledProfile, reply: Reply, scope: Scope): Tried {
  const { ended, ...reading } = explainStart(compiled, reply, scope);
  const phase = compiled.phases[0]!.name;
  const known = { ...scope, reply, job: reading.captured };
  if (ended !== undefined) {
    const { verdict } = ended;
    return { step: 'start', phase, ...reading, ended: { verdict }, ...afterwards(compiled, ended, known) };
  }
  const isPolled = reading.verdict === 'started' && reading.isToBeFound !== true;
  return {
    step: 'start',
    phase,
    ...reading,
    ...(isPolled ? next('poll', () => pollRequest(compiled, phase, known)) : {}),
  };
}

function tryPoll(compiled: CompiledProfile, phase: string | null, reply: Reply, scope: Scope): Tried {
  const { status: _status, isNewPhase: _isNewPhase, ...reading } = explainPoll(compiled, phase, reply, scope);
  const known = { ...scope, reply, job: { ...scope.job, ...reading.captured } };
  return { step: 'poll', ...reading, ...afterwards(compiled, reading, known) };
}

/** What is asked for next and, where the reply that tells the end holds the result itself, the result. */
function afterwards(
  compiled: CompiledProfile,
  { verdict, phase, followUrl }: Pick<PollReading, 'verdict' | 'phase' | 'followUrl'>,
  scope: Scope & { reply: Reply },
): Pick<Tried, 'next' | 'result'> {
  if (followUrl !== undefined) return { next: { what: 'poll', method: 'GET', url: followUrl } };
  if (verdict === 'failed' || verdict === 'canceled' || verdict === 'lost') return {};
  if (verdict !== 'succeeded') return next('poll', () => pollRequest(compiled, phase, scope));
  const fetched = next('result', () => resultRequest(compiled, scope));
  if ('next' in fetched || compiled.result.keep === 'none') return fetched;
  return { result: readResult(compiled, scope.reply, scope).value ?? null };
}

function next(what: 'poll' | 'result', build: () => ProfileRequest | undefined): Pick<Tried, 'next'> {
  const request = requestOf(build);
  if (request === undefined) return {};
  if (request instanceof RequestFault) return { next: { what, trouble: request.message } };
  return { next: { what, method: request.method, url: request.url } };
}

function requestOf(build: () => ProfileRequest | undefined): ProfileRequest | RequestFault | undefined {
  try {
    return build();
  } catch (error) {
    if (error instanceof RequestFault) return error;
    throw error;
  }
}
