import { z } from 'zod';
import { jobStateSchema, nameSchema } from '../job.contract.js';

/** Seed A's job service: what `/api/job-start/{jobName}` and `/api/job-status/{jobId}` answer. */
export const jobStartedSchema = z
  .object({
    jobId: z.uuid(),
    jobName: nameSchema,
    jobStatus: z.literal('Initializing'),
  })
  .meta({
    id: 'JobStarted',
    examples: [{ jobId: '019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c11', jobName: 'gb4711', jobStatus: 'Initializing' }],
  });

export const jobStatusSchema = z
  .object({
    jobId: z.uuid(),
    jobName: nameSchema,
    jobStatus: jobStateSchema,
  })
  .meta({
    id: 'JobStatus',
    examples: [{ jobId: '019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c11', jobName: 'gb4711', jobStatus: 'InProgress' }],
  });

export type JobStarted = z.infer<typeof jobStartedSchema>;
export type JobStatus = z.infer<typeof jobStatusSchema>;
