import { describe, expect, it } from '@jest/globals';
import type { AppError } from '@app/platform';
import { askedScenario, scenarioMissing } from './asked-scenario.js';

function refusal(asking: Parameters<typeof askedScenario>[0]): AppError | undefined {
  try {
    askedScenario(asking);
    return undefined;
  } catch (error) {
    return error as AppError;
  }
}

describe('A start asks for a scenario', () => {
  it.each([
    [{}, undefined],
    [{ header: ' ' }, undefined],
    [{ header: 'slow' }, { name: 'slow' }],
    [{ header: ' {"running":"1h"}' }, { inline: { running: '1h' } }],
    [{ field: 'slow' }, { name: 'slow' }],
    [{ field: { running: '1h' } }, { inline: { running: '1h' } }],
    [{ header: 'slow', field: 'fast' }, { name: 'slow' }],
  ])('by name or with the scenario itself: %j', (asking, asked) => {
    expect(askedScenario(asking)).toEqual(asked);
  });

  it('in the header, and is told there what is wrong with it', () => {
    const faulty = refusal({ header: '{"running":"soon","faults":[{}]}' });
    const broken = refusal({ header: '{running: 5s}' });

    expect(faulty).toMatchObject({ code: 'parameter-invalid' });
    expect(faulty!.errors).toEqual([
      { parameter: 'Longwatch-Scenario', detail: expect.stringMatching(/^\/running must be a duration/) },
      { parameter: 'Longwatch-Scenario', detail: expect.stringMatching(/^\/faults\/0 must have one of reply, lost/) },
    ]);
    expect(broken!.errors).toEqual([{ parameter: 'Longwatch-Scenario', detail: 'begins with { and is no JSON' }]);
    expect(scenarioMissing({ header: 'x' }, 'x').errors).toEqual([
      { parameter: 'Longwatch-Scenario', detail: 'names a scenario that is not there: "x"' },
    ]);
  });

  it.each([
    [{ running: 5 }, '/scenario/running'],
    [7, '/scenario'],
    [null, '/scenario'],
    [{ name: 'x' }, '/scenario/name'],
  ])('in the body, and is told there what is wrong with it: %j', (field, pointer) => {
    expect(refusal({ field })).toMatchObject({ code: 'body-invalid', errors: [{ pointer }] });
    expect(scenarioMissing({}, 'x').errors).toEqual([
      { pointer: '/scenario', detail: 'names a scenario that is not there: "x"' },
    ]);
  });
});
