import { z } from 'zod';
import { monitorInputSchema } from '../monitor-input.contract.js';
import { remoteErrorSchema } from '../monitor.contract.js';

/** Seed B: `POST /api/processes`. `type` names the runner, which is a profile. */
export const processRequestSchema = z
  .strictObject({
    type: z
      .string()
      .min(1)
      .max(128)
      .optional()
      .describe('Name of a profile; for now MonitorOrchestrator is the only one, and the default'),
    input: monitorInputSchema.optional(),
  })
  .meta({ id: 'ProcessRequest', examples: [{ input: { jobName: 'gb4711' } }] });

export const processStatusSchema = z.enum(['Started', 'Completed', 'Failed', 'Canceled']).meta({ id: 'ProcessStatus' });

export const processSchema = z
  .object({
    id: z.uuid(),
    status: processStatusSchema,
    error: remoteErrorSchema.optional(),
  })
  .meta({ id: 'Process', examples: [{ id: '019aa7c2-6ac1-7b6e-8f0f-2d9a3c1e5b77', status: 'Started' }] });

export type ProcessRequest = z.infer<typeof processRequestSchema>;
export type ProcessStatus = z.infer<typeof processStatusSchema>;
export type Process = z.infer<typeof processSchema>;
