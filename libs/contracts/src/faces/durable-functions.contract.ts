import { z } from 'zod';

/** The Durable Functions HTTP API as its clients see it. */
export const runtimeStatuses = ['Pending', 'Running', 'Suspended', 'Completed', 'Failed', 'Terminated'] as const;
export const runtimeStatusSchema = z.enum(runtimeStatuses).meta({ id: 'RuntimeStatus' });
export type RuntimeStatus = z.infer<typeof runtimeStatusSchema>;

/** The answer to a start: links to everything that can be done with the instance. */
export const checkStatusSchema = z
  .object({
    id: z.string(),
    statusQueryGetUri: z.string(),
    sendEventPostUri: z.string().describe('Holds the literal {eventName}'),
    terminatePostUri: z.string().describe('Holds the literal {text}'),
    purgeHistoryDeleteUri: z.string(),
    restartPostUri: z.string(),
    suspendPostUri: z.string(),
    resumePostUri: z.string(),
    rewindPostUri: z.string(),
  })
  .meta({ id: 'CheckStatus' });
export type CheckStatus = z.infer<typeof checkStatusSchema>;

/** One entry of an instance's history. */
export const historyEventSchema = z
  .object({ EventType: z.string(), Timestamp: z.iso.datetime(), Result: z.json().optional() })
  .meta({ id: 'HistoryEvent' });
export type HistoryEvent = z.infer<typeof historyEventSchema>;

export const instanceStatusSchema = z
  .object({
    name: z.string().describe('Function name: the profile'),
    instanceId: z.string(),
    runtimeStatus: runtimeStatusSchema,
    input: z.json(),
    customStatus: z.json().describe("The job's last known status; null before the first"),
    output: z.json().describe('The outcome with its result or error; null while it runs'),
    createdTime: z.iso.datetime(),
    lastUpdatedTime: z.iso.datetime(),
    historyEvents: z.array(historyEventSchema).optional(),
    history: z.array(historyEventSchema).optional().describe('The same; the Node client reads this name'),
  })
  .meta({ id: 'InstanceStatus' });
export type InstanceStatus = z.infer<typeof instanceStatusSchema>;

export const purgeResultSchema = z.object({ instancesDeleted: z.int().min(0) }).meta({ id: 'PurgeResult' });

/** Errors of this face have the form of that API, not RFC 9457. */
export const durableErrorSchema = z
  .object({ Message: z.string(), ExceptionMessage: z.string().optional() })
  .meta({ id: 'DurableFunctionsError' });
