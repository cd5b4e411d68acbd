import { describe, expect, it } from '@jest/globals';
import { inlineScenarioSchema } from './scenario.contract.js';
import { ScenarioTooLarge, fillPlaces } from './scenario-places.js';
import { faultsOf, pointerTo } from './schema-faults.js';

const given = { input: { file: 'otters.mov', tags: ['a', 'b'], size: 7, no: null }, key: 'k-1', name: 'gb4711' };

describe('What a job tells', () => {
  it.each([
    ['plain', 'plain'],
    ['{{input.file}}', 'otters.mov'],
    ['{{input.tags}}', ['a', 'b']],
    ['s3://out/{{input.file}}?of={{name}}&key={{key}}', 's3://out/otters.mov?of=gb4711&key=k-1'],
    ['{{input.none}}', undefined],
    ['of {{input.none}}', undefined],
    ['{{input.none ?? name}}', 'gb4711'],
    ['{{input.tags | count}}', 2],
    ["{{'{{'}}name}}", '{{name}}'],
    [
      { a: ['{{input.none}}', '{{input.size}}'], b: '{{input.no}}', c: null },
      { a: [7], c: null },
    ],
    [
      [true, 5, { d: '{{input}}' }],
      [true, 5, { d: given.input }],
    ],
  ])('may repeat what its start was given: %j', (value, told) => {
    expect(fillPlaces(value, given)).toEqual(told);
  });

  it('holds nothing that can not be kept', () => {
    const input = { 'a\u0000': 'b\u0000', c: '\ud800' };

    expect(fillPlaces('{{input}}', { input })).toEqual({ 'a\ufffd': 'b\ufffd', c: '\ufffd' });
  });

  it('is not more than can be kept', () => {
    const input = 'a'.repeat(300_000);

    expect(() => fillPlaces(['{{input}}', '{{input}}', '{{input}}', '{{input}}'], { input })).toThrow(ScenarioTooLarge);
  });
});

describe('A scenario', () => {
  const faults = (scenario: object) => {
    const { error } = inlineScenarioSchema.safeParse(scenario);
    return error && faultsOf(error, inlineScenarioSchema).map(({ path, detail }) => `${pointerTo(path)} ${detail}`);
  };

  it.each<[object, string | RegExp]>([
    [{ result: { a: ['{{job.id}}'] } }, '/result/a/0 must have places of input, key and name alone'],
    [{ result: '{{body}}' }, '/result must have places of input, key and name alone'],
    [{ error: { message: '{{now}}' } }, '/error/message must have places of input, key and name alone'],
    [{ logs: ['a', '{{input.b'] }, '/logs/1 has a place without an end at character 1: {{…}}'],
    [{ progress: { messages: ['{{nonsense}}'] } }, /^\/progress\/messages\/0 is not a locator/],
  ])('must not ask for what no start is given: %j', (scenario, fault) => {
    expect(faults(scenario)).toEqual([typeof fault === 'string' ? fault : expect.stringMatching(fault)]);
  });

  it.each([
    { result: { id: '{{key}}', file: "{{input.file ?? 'none'}}" } },
    { error: { message: 'no {{name}}', body: { of: '{{input}}' } }, logs: ['{{input.file}}'] },
  ])('may ask for input, key and name: %j', (scenario) => {
    expect(faults(scenario)).toBeUndefined();
  });

  it('that is nested deep is refused, not followed', () => {
    const deep = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) as unknown;

    expect(faults({ result: deep })).toEqual([expect.stringContaining('must not be nested deeper than 32')]);
  });
});
