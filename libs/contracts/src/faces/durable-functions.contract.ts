import { z } from 'zod';
import { nameSchema } from '../job.contract.js';
import { checkStorable, storableJsonSchema } from '../json.contract.js';
import { outcomeSchema, remoteErrorSchema } from '../monitor.contract.js';
import { monitorInputSchema } from '../monitor-input.contract.js';

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

/** The job's status as the remote side last said it. */
export const customStatusSchema = z
  .object({
    jobId: z.string().nullable(),
    jobName: z.string(),
    jobStatus: z.string().describe("The remote side's own word"),
    polls: z.int().min(0).describe('Polls sent, as of the last change'),
    percent: z.number().optional().describe('Progress, where the remote side tells it'),
  })
  .meta({ id: 'CustomStatus' });
export type CustomStatus = z.infer<typeof customStatusSchema>;

/** How an instance ended. */
export const instanceOutputSchema = z
  .object({
    outcome: outcomeSchema,
    result: z
      .unknown()
      .optional()
      .describe("The job's result, where it completed: its last status, unless the profile says where it is"),
    resultUrl: z.string().optional().describe('Where the result is, where it is not kept'),
    error: remoteErrorSchema.optional().describe('Why it Failed, TimedOut or was Lost'),
    reason: z.string().optional().describe('Why it was terminated, in the words of who did it'),
  })
  .meta({ id: 'InstanceOutput' });
export type InstanceOutput = z.infer<typeof instanceOutputSchema>;

/** One entry of an instance's history: in the words of that API where it has one, else a `GenericEvent`. */
export const historyEventSchema = z
  .object({
    EventType: z.enum([
      'ExecutionStarted',
      'TaskScheduled',
      'TaskCompleted',
      'ExecutionSuspended',
      'ExecutionResumed',
      'ExecutionCompleted',
      'ExecutionTerminated',
      'GenericEvent',
    ]),
    Timestamp: z.iso.datetime(),
    Name: z.string().describe("The entry's type in Longwatch's own words"),
    FunctionName: z.string().optional(),
    OrchestrationStatus: runtimeStatusSchema.optional(),
    Result: z.unknown().optional().describe('The facts, where showHistoryOutput asks for them'),
  })
  .meta({ id: 'HistoryEvent' });
export type HistoryEvent = z.infer<typeof historyEventSchema>;

export const instanceStatusSchema = z
  .object({
    name: z.string().describe('Function name: the profile'),
    instanceId: z.string(),
    runtimeStatus: runtimeStatusSchema,
    input: z.unknown().describe('What was asked for; null where nothing was, or where showInput=false'),
    customStatus: customStatusSchema.nullable().describe('null before the first status'),
    output: instanceOutputSchema.nullable().describe('null while it runs'),
    createdTime: z.iso.datetime(),
    lastUpdatedTime: z.iso.datetime(),
    historyEvents: z.array(historyEventSchema).optional(),
    history: z.array(historyEventSchema).optional().describe('The same; the Node client reads this name'),
  })
  .meta({
    id: 'InstanceStatus',
    examples: [
      {
        name: 'MonitorOrchestrator',
        instanceId: 'monitor-gb4711',
        runtimeStatus: 'Running',
        input: { jobName: 'gb4711' },
        customStatus: {
          jobId: '019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c11',
          jobName: 'gb4711',
          jobStatus: 'InProgress',
          polls: 2,
        },
        output: null,
        createdTime: '2026-11-21T10:00:00.000Z',
        lastUpdatedTime: '2026-11-21T10:00:20.000Z',
      },
    ],
  });
export type InstanceStatus = z.infer<typeof instanceStatusSchema>;

export const instanceListSchema = z.array(instanceStatusSchema);

export const purgeResultSchema = z.object({ instancesDeleted: z.int().min(0) }).meta({ id: 'PurgeResult' });
export type PurgeResult = z.infer<typeof purgeResultSchema>;

/** Errors of this face have the form of that API, not RFC 9457. */
export const durableErrorSchema = z.object({ Message: z.string() }).meta({ id: 'DurableFunctionsError' });
export type DurableError = z.infer<typeof durableErrorSchema>;

/** An id that a client chooses. */
export const instanceIdSchema = nameSchema;

/** The input of a start: any JSON. No body and the empty string (the Node client sends it) are no input. */
export const instanceInputSchema = z
  .unknown()
  .superRefine((input, context) => {
    if (!isObject(input)) return checkStorable(input, context);
    const { error } = monitorInputSchema.safeParse(input);
    for (const { path, message } of error?.issues ?? []) context.addIssue({ code: 'custom', path, message });
  })
  .transform((input) => (input === undefined || input === '' ? null : input));

/** The body of a raised event. */
export const eventDataSchema = storableJsonSchema;

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
