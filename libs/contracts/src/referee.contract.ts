import { z } from 'zod';
import { checkStorable } from './json.contract.js';

/*
 * What the emulator's referee tells of the clients that were tested against it: `GET /api/v1/referee`. `docs/referee.md`
 * says what each rule looks at.
 */

/** Every rule, by the name that findings and counts carry. */
export const refereeRules = [
  'polled-too-early',
  'throttling-ignored',
  'polled-after-end',
  'started-twice',
  'start-key-reused',
  'credentials-leaked',
  'redirect-followed-wrongly',
  'redirect-loop',
  'storm-after-outage',
  'start-key-missing',
  'start-key-changed',
  'job-guessed',
  'job-abandoned',
  'polled-without-pause',
  'polls-overlap',
  'moved-place-ignored',
  'polled-after-gone',
  'refused-credentials-repeated',
  'result-read-again',
  'cancel-after-end',
] as const;

export const refereeRuleSchema = z.enum(refereeRules);
export type RefereeRule = z.infer<typeof refereeRuleSchema>;

const instant = z.iso.datetime().describe('On the real clock');
const jobSchema = z.object({
  id: z.string().describe("The emulator's own id of the job"),
  reference: z.string().nullable().describe('The id as the API shows it'),
});

export const findingSchema = z
  .object({
    rule: refereeRuleSchema,
    severity: z
      .enum(['error', 'hint'])
      .describe('An error breaks what the API or HTTP asks for; a hint may be meant so'),
    client: z.string(),
    dialect: z.string(),
    job: jobSchema.nullable(),
    what: z.string().describe('What happened the first time'),
    expected: z.string().describe('What would have been right'),
    source: z.object({ title: z.string(), url: z.string() }).describe('Who says so'),
    request: z
      .object({ number: z.int(), at: instant, method: z.string(), path: z.string() })
      .describe('The first request that was wrong'),
    times: z.int().min(1).describe('How often it happened, to this job by this client'),
    requests: z.array(z.int()).describe('Numbers of the first requests that were wrong'),
  })
  .meta({ id: 'RefereeFinding' });
export type Finding = z.infer<typeof findingSchema>;

const counts = {
  requests: z.int(),
  errors: z.int().describe('Findings that are errors'),
  hints: z.int(),
};

export const refereeReportSchema = z
  .object({
    namespace: z.string(),
    at: instant,
    clean: z.boolean().describe('There were requests, all of them are known, and no finding is an error'),
    ...counts,
    jobs: z.int(),
    clients: z.int(),
    unknown: z.int().describe('Requests that were not kept, for there were too many; then nothing is clean'),
    checked: z.record(refereeRuleSchema, z.int()).describe('How often each rule had something to judge'),
    findings: z.array(findingSchema).describe('Errors first, then in the order in which they happened'),
    byClient: z.array(z.object({ client: z.string(), clean: z.boolean(), jobs: z.int(), ...counts })),
    byJob: z
      .array(
        z.object({
          job: jobSchema,
          dialect: z.string(),
          client: z.string(),
          clean: z.boolean(),
          ...counts,
          starts: z.int(),
          polls: z.int(),
          results: z.int(),
          cancels: z.int(),
          endTold: z.boolean().describe('Whether the client was told that the job has ended'),
        }),
      )
      .describe('The first thousand, those with findings first'),
  })
  .meta({ id: 'RefereeReport' });
export type RefereeReport = z.infer<typeof refereeReportSchema>;

const filter = (description: string) =>
  z.string().min(1).max(512).superRefine(checkStorable).optional().meta({ description });

export const refereeQuerySchema = z.strictObject({
  job: filter('Id of the job: ours, or as the API shows it'),
  client: filter('The client: its header Longwatch-Client, else its User-Agent'),
  dialect: filter('Name of the dialect, or seed for the routes of /api'),
  format: z
    .enum(['json', 'text'], 'must be json or text')
    .optional()
    .meta({ description: 'By default as Accept asks for' }),
});
export type RefereeQuery = z.infer<typeof refereeQuerySchema>;
