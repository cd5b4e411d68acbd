import { z } from 'zod';
import { scenarioSchema } from './scenario.contract.js';

type Json = Record<string, unknown>;

/** The JSON Schema of scenario documents, in the draft that editors know best. */
export function scenarioJsonSchema(): Json {
  const { $schema, definitions = {}, ...root } = z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-7' });
  const others = definitions as Record<string, Json>;
  const { Scenario: scenario = root } = others;
  return {
    $schema,
    $id: 'urn:longwatch:scenario',
    title: 'Longwatch scenario',
    description: 'The life that emulated jobs are given. The reference is docs/scenarios.md.',
    // Where the document is put gives it its name.
    ...scenario,
    required: undefined,
    definitions: Object.fromEntries(Object.entries(others).filter(([name]) => name !== 'Scenario')),
  };
}
