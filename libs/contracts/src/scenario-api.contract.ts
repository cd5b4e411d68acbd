import { z } from 'zod';
import { profileNameSchema } from './profile/vocabulary.contract.js';
import { scenarioSchema } from './scenario.contract.js';

/** Wire shapes of `/api/v1/scenarios`. */

/** Where a scenario comes from: a file of SCENARIOS_DIR, which every namespace sees, or this API. */
export const scenarioSources = ['file', 'api'] as const;
export type ScenarioSource = (typeof scenarioSources)[number];

export const scenarioDetailsSchema = z
  .object({ name: profileNameSchema, source: z.enum(scenarioSources), scenario: scenarioSchema })
  .meta({ id: 'ScenarioDetails' });
export type ScenarioDetails = z.infer<typeof scenarioDetailsSchema>;

export const scenarioSummarySchema = z
  .object({
    name: profileNameSchema,
    source: z.enum(scenarioSources),
    description: z.string().optional(),
    for: scenarioSchema.shape.for,
  })
  .meta({ id: 'ScenarioSummary' });
export type ScenarioSummary = z.infer<typeof scenarioSummarySchema>;

export const scenarioListSchema = z
  .object({ scenarios: z.array(scenarioSummarySchema) })
  .meta({ id: 'ScenarioList', examples: [{ scenarios: [{ name: 'slow-fail', source: 'api' }] }] });
export type ScenarioList = z.infer<typeof scenarioListSchema>;
