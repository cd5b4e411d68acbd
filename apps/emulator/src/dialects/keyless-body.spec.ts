import { describe, expect, it } from '@jest/globals';
import { compileDialect, compileProfile, profileSchema } from '@app/contracts';
import { keylessBody } from './keyless-body.js';

const start = { capture: { id: 'body.id' } };
const poll = { request: { url: '/jobs/{{job.id}}' } };

function templateOf(request: object) {
  const profile = { name: 'one', start: { ...start, request: { url: '/jobs', ...request } }, poll };
  return compileDialect(compileProfile(profileSchema.parse(profile)), {}).routes[0]!.body;
}

const json = templateOf({
  body: { '...': '{{input}}', token: '{{key}}', tags: [{ by: 'us {{key}}' }], a: '{{input.a}}' },
});

describe('A body without its key', () => {
  it.each<[string, ReturnType<typeof templateOf>, unknown, unknown]>([
    ['lacks it where the API takes it', json, { token: 'k', x: 'k' }, { x: 'k' }],
    ['lacks it inside of a text', json, { tags: [{ by: 'us k' }, 'k'] }, { tags: [{ by: 'us ' }, 'k'] }],
    ['keeps what is no key', json, { token: 'other', a: 'k' }, { token: 'other', a: 'k' }],
    ['lacks it in a form', templateOf({ form: { token: '{{key}}' } }), { token: 'k', x: 'k' }, { x: 'k' }],
    ['is the body where the API takes none there', templateOf({}), { token: 'k' }, { token: 'k' }],
    ['is the body where that is no such thing', json, 'k', 'k'],
  ])('%s', (_, template, body, expected) => {
    expect(keylessBody(template, { body, text: undefined }, 'k')).toEqual({ body: expected, text: undefined });
  });

  it('lacks it where it is a number', () => {
    expect(keylessBody(json, { body: { token: 7, x: 7 }, text: undefined }, '7').body).toEqual({ x: 7 });
  });

  it('lacks it in a text', () => {
    const template = templateOf({ text: '<job key="{{key}}"/>' });

    expect(keylessBody(template, { body: undefined, text: '<job key="k1"/>' }, 'k1').text).toBe('<job key=""/>');
  });
});
