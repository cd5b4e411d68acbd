import { z } from 'zod';
import { nameSchema } from './job.contract.js';
import { checkStorable } from './json.contract.js';

/** What a monitor is asked to start: the payload of its job, with the fields that Longwatch itself reads. */
export const monitorInputSchema = z
  .looseObject({
    jobName: nameSchema.optional().describe('Name of the job; by default the id of the monitor'),
    pollingIntervalSec: z
      .number()
      .min(0.1)
      .max(86_400)
      .optional()
      .describe('Time between polls; by default MONITOR_POLLINGINTERVAL_SEC'),
    durationMin: z
      .number()
      .positive()
      .max(5_256_000)
      .optional()
      .describe('Deadline, counted from the start of the monitor; by default MONITOR_DURATION_MIN'),
  })
  .superRefine(checkStorable)
  .meta({ id: 'MonitorInput', examples: [{ jobName: 'gb4711' }] });

export type MonitorInput = z.infer<typeof monitorInputSchema>;
