import { z } from 'zod';

/** Where a monitor stands. The chart is `apps/monitor/src/monitors/monitor.machine.ts`. */
export const liveMonitorStates = ['Pending', 'Starting', 'StartUnknown', 'Watching', 'Suspended'] as const;

/** How a monitor ended: an outcome is the name of a final state. */
export const outcomes = ['Succeeded', 'Failed', 'Canceled', 'TimedOut', 'Lost'] as const;

export const monitorStates = [...liveMonitorStates, ...outcomes] as const;

export const outcomeSchema = z.enum(outcomes).meta({ id: 'Outcome' });
export const monitorStateSchema = z.enum(monitorStates).meta({ id: 'MonitorState' });

export type Outcome = z.infer<typeof outcomeSchema>;
export type MonitorState = z.infer<typeof monitorStateSchema>;

/** Whether a monitor in this state has ended. */
export function isOutcome(state: MonitorState): state is Outcome {
  return (outcomes as readonly string[]).includes(state);
}

/** An error as the remote side said it, or as we met it on the way there. */
export const remoteErrorSchema = z
  .object({
    code: z.string().describe('HTTP status, network error code or our own word for it'),
    message: z.string(),
    body: z.unknown().optional().describe("The remote's own words, cut to a bound"),
  })
  .meta({ id: 'RemoteError' });
export type RemoteError = z.infer<typeof remoteErrorSchema>;
