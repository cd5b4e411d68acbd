import type { InlineScenario, ScenarioFault, ScenarioReplies } from '@app/contracts';

/** How a job can end. */
export type JobOutcome = 'Completed' | 'Failed' | 'Canceled';

/** What the machine needs of a life, and is read with every claim. */
export interface MachineLife {
  queuedMs: number;
  /** The whole of it: the sum of the phases, cut short where the job comes to a bad end on the way. */
  inProgressMs: number;
  outcome: JobOutcome;
}

export interface LifePhase {
  name?: string;
  ms: number;
  /** The API's own word of status meanwhile. */
  status?: string;
}

/** How far a job is told to have come. */
export interface LifeProgress {
  steps: number;
  /** By default as many as the API says, or 100. */
  total?: number;
  messages?: string[];
}

/**
 * The life that a job was given when it was started: drawn once from its scenario, kept as JSON, never changed.
 * What is absent is as the API, or the core, does it by itself.
 */
export interface Life extends MachineLife {
  /** The scenario's name, where it has one. */
  scenario?: string;
  /** What later draws (faults, callbacks) are made from, together with `drawKey`. */
  seed?: string;
  drawKey?: string;
  phases?: LifePhase[];
  /** How far it comes, in percent; by default 100. */
  endPercent?: number;
  /** `false`: nothing is told. By default a hundred steps of 1 %. */
  progress?: false | LifeProgress;
  result?: unknown;
  error?: { code?: string; message?: string; body?: unknown };
  logs?: string[];
  /** So long after its end the record is there; then it is unknown. In emulated milliseconds. */
  keptForMs?: number;
  resultReads?: number;
  replies?: ScenarioReplies;
  faults?: ScenarioFault[];
  callbacks?: NonNullable<InlineScenario['callbacks']>;
}
