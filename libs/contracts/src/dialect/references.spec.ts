import { describe, expect, it } from '@jest/globals';
import { compileProfile } from '../profile/compile.js';
import { profileSchema } from '../profile/profile.contract.js';
import { compileDialect } from './compile-dialect.js';
import { chosenReference, isUrlName, readReference, renderReference } from './references.js';
import type { Supplement } from './supplement.contract.js';

const ID = '0193a5b8-7d00-7c3e-8f11-2b6c4d5e6f70';

function setup(references: Supplement['references'] = {}, capture: object = { id: 'body.id' }) {
  const profile = profileSchema.parse({
    name: 'p',
    baseUrl: 'https://api.example.com/v1',
    start: { request: { url: '/jobs' }, capture: { ...capture, holdUrl: 'body.hold | resolve' } },
    poll: { request: { url: '{{job.statusUrl}}' } },
    result: { request: { url: '/files/{{body.output_file_id ?? body.error_file_id}}' } },
    pause: { request: { url: '{{job.holdUrl}}' } },
  });
  const dialect = compileDialect(compileProfile(profile), { references });
  const facts = { id: ID, number: 7, bound: { job: {}, input: { name: 'one two' } }, name: 'nightly' };
  return { dialect, facts };
}

describe('What an API calls a job', () => {
  it('is its own id, where nothing else is said', () => {
    const { dialect, facts } = setup();
    const known = { ...facts, reference: ID };

    expect(renderReference(dialect, 'id', facts)).toBe(ID);
    expect(renderReference(dialect, 'statusUrl', known)).toBe(`/v1/operations/${ID}`);
    expect(renderReference(dialect, 'holdUrl', known)).toBe(`/v1/holds/${ID}`);
    expect(renderReference(dialect, 'body.output_file_id', known)).toBe(ID);
    expect(isUrlName(dialect, 'statusUrl')).toBe(true);
    expect(isUrlName(dialect, 'body.output_file_id')).toBe(false);
  });

  it('is made as the supplement says, and read back', () => {
    const { dialect, facts } = setup({
      id: 'batch_{{job.number}}',
      statusUrl: '/batches/{{job.id}}/state?of={{input.name}}',
      'body.output_file_id': 'file-{{job.number}}',
      'body.error_file_id': 'errors-{{job.id}}',
    });
    const known = { ...facts, reference: 'batch_7' };

    expect(renderReference(dialect, 'id', facts)).toBe('batch_7');
    expect(renderReference(dialect, 'statusUrl', known)).toBe('/v1/batches/batch_7/state?of=one%20two');
    expect(readReference(dialect, 'statusUrl', '/v1/batches/batch_7/state?of=one%20two&at=1')).toBe('batch_7');
    expect(readReference(dialect, 'statusUrl', '/v1/batches/batch_7')).toBeUndefined();
    expect(readReference(dialect, 'body.output_file_id', 'file-7')).toBe('batch_7');
    expect(readReference(dialect, 'body.output_file_id', 'errors-batch_7')).toBeUndefined();
    expect(readReference(dialect, 'body.error_file_id', 'errors-batch_7')).toBe('batch_7');
  });

  it('is a number where it is one', () => {
    const { dialect, facts } = setup({ id: '{{job.number}}' });

    expect(renderReference(dialect, 'id', facts)).toBe(7);
    expect(renderReference(dialect, 'id', { ...facts, reference: '7' })).toBe(7);
    expect(renderReference(dialect, 'id', { ...facts, reference: 'chosen' })).toBe('chosen');
  });

  it('stands in the query of a URL', () => {
    const { dialect, facts } = setup({ statusUrl: '/state?id={{job.id}}' });

    expect(renderReference(dialect, 'statusUrl', { ...facts, reference: 'a b' })).toBe('/v1/state?id=a%20b');
    expect(readReference(dialect, 'statusUrl', '/v1/state?x=1&id=a+b')).toBe('a b');
  });

  it('may be what the client chose', () => {
    const { dialect, facts } = setup({ id: '{{input.name ?? job.uuid}}' });

    expect(chosenReference(dialect, facts.bound)).toBe('one two');
    expect(chosenReference(dialect, { job: {} })).toBeUndefined();
    expect(renderReference(dialect, 'id', { ...facts, bound: { job: {} } })).toBe(ID);
  });

  it('is what the profile itself takes from what was sent', () => {
    const { dialect } = setup({}, { id: 'key' });

    expect(chosenReference(dialect, { job: {}, key: 'k' })).toBe('k');
  });

  it('may tell our own id alone', () => {
    const { dialect } = setup({ id: '{{input.name}}', statusUrl: '/operations/{{job.uuid}}' });

    expect(readReference(dialect, 'statusUrl', `/v1/operations/${ID}`)).toBe(ID);
  });
});
