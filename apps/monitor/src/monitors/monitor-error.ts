import type { RemoteError } from '@app/contracts';
import { jobIdOf } from './job-id.js';
import type { MonitorSnapshot } from './monitor.machine.js';

/** Why a monitor did not succeed, as every face tells it; undefined where it did, was canceled, or lives. Pure. */
export function errorOf({ state, context }: MonitorSnapshot): RemoteError | undefined {
  switch (state) {
    case 'Failed':
    case 'Lost':
      return context.error ?? undefined;
    case 'TimedOut':
      if (context.error?.code === 'polls-failing') return context.error;
      return { code: 'deadline-passed', message: `The deadline passed ${circumstance(context)}` };
    default:
      return undefined;
  }
}

function circumstance(context: MonitorSnapshot['context']): string {
  const { trouble, error, statusWord } = context;
  if (trouble !== null) return `while requests failed: ${trouble.error.message}`;
  if (error !== null) return `while nobody knew whether the job had been started: ${error.message}`;
  if (jobIdOf(context) === null) return 'before the job was started';
  return statusWord === null ? "before the job's status was seen" : `while the job was ${statusWord}`;
}
