import type { InlineScenario } from '@app/contracts';
import type { JobOutcome, Life, LifePhase } from '../jobs/life.js';
import { drawSpan } from './draw-span.js';
import { type DrawSeed, drawShare } from './draws.js';

/** The life by the settings, for what a scenario leaves open. */
export interface DefaultLife {
  queuedMs: number;
  inProgressMs: number;
}

/** The scenario to draw from; one that is put or read from a file has a name. */
export type DrawnScenario = InlineScenario & { name?: string };

const DEFAULT_ERROR = { code: 'JobFailed', message: 'The job failed, as its scenario says' };

/**
 * Draws the life of one job. The same scenario and the same key give the same life, always and everywhere; every draw is
 * its own, so that to add one changes none of the others.
 */
export function drawLife(scenario: DrawnScenario, defaults: DefaultLife, drawKey: string): Life {
  const { name, result, logs, replies, faults, callbacks, resultReads } = scenario;
  const seed: DrawSeed = { seed: String(scenario.seed ?? name ?? ''), drawKey };
  const outcome = drawOutcome(scenario, seed);
  const endPercent = outcome === 'Completed' ? 100 : percentOf(scenario.failsAt);
  const { phases, ms } = drawRunning(scenario, defaults, seed, endPercent);
  return {
    ...seed,
    ...(name !== undefined && { scenario: name }),
    queuedMs: scenario.queued === undefined ? defaults.queuedMs : drawSpan(scenario.queued, seed, 'queued'),
    inProgressMs: ms,
    outcome,
    ...(phases !== undefined && { phases }),
    ...(endPercent !== 100 && { endPercent }),
    ...progressOf(scenario),
    ...(result !== undefined && { result }),
    ...(outcome === 'Failed' && { error: errorOf(scenario) }),
    ...(logs !== undefined && { logs }),
    ...(scenario.keptFor !== undefined && { keptForMs: drawSpan(scenario.keptFor, seed, 'kept') }),
    ...(resultReads !== undefined && { resultReads }),
    ...(replies !== undefined && { replies }),
    ...(faults !== undefined && { faults }),
    ...(callbacks !== undefined && { callbacks }),
  };
}

const outcomes = { succeeded: 'Completed', failed: 'Failed', canceled: 'Canceled' } as const;

function drawOutcome({ outcome = 'succeeded' }: DrawnScenario, seed: DrawSeed): JobOutcome {
  if (typeof outcome === 'string') return outcomes[outcome];
  const { failed = 0, canceled = 0 } = outcome;
  const share = drawShare(seed, 'outcome');
  if (share < failed) return 'Failed';
  return share < failed + canceled ? 'Canceled' : 'Completed';
}

function percentOf(failsAt: DrawnScenario['failsAt']): number {
  return failsAt === undefined ? 100 : parseFloat(String(failsAt));
}

/** The time at work, and its phases, both cut where the job ends early. */
function drawRunning(
  { running, phases }: DrawnScenario,
  { inProgressMs }: DefaultLife,
  seed: DrawSeed,
  endPercent: number,
): { phases?: LifePhase[]; ms: number } {
  const cut = (ms: number): number => Math.round((ms * endPercent) / 100);
  if (phases === undefined)
    return { ms: cut(running === undefined ? inProgressMs : drawSpan(running, seed, 'running')) };
  const whole = phases.map(({ lasts, name, status }, index) => ({
    ...(name !== undefined && { name }),
    ms: drawSpan(lasts, seed, 'phase', index),
    ...(status !== undefined && { status }),
  }));
  const ms = cut(whole.reduce((sum, phase) => sum + phase.ms, 0));
  let left = ms;
  const lived = whole.map((phase) => {
    const lived = Math.min(phase.ms, left);
    left -= lived;
    return { ...phase, ms: lived };
  });
  return { ms, phases: lived };
}

function progressOf({ progress }: DrawnScenario): Pick<Life, 'progress'> {
  if (progress === undefined || progress === false) return progress === false ? { progress } : {};
  const { steps = 100, total, messages } = progress;
  const told = { ...(total !== undefined && { total }), ...(messages !== undefined && { messages }) };
  return { progress: { steps, ...told } };
}

function errorOf({ error = {} }: DrawnScenario): Life['error'] {
  const { code = DEFAULT_ERROR.code, message = DEFAULT_ERROR.message, characters, body } = error;
  return { code, message: stretched(message, characters), ...(body !== undefined && { body }) };
}

function stretched(message: string, characters = message.length): string {
  if (message === '') return message;
  const text = `${message} `.repeat(Math.ceil(characters / (message.length + 1)) + 1);
  return characters === message.length ? message : text.slice(0, characters);
}
