import { describe, expect, it } from '@jest/globals';
import { checkStatusSchema } from '@app/contracts';
import { checkStatus, toStarted } from './check-status.js';

const BASE = 'https://monitor.example';
const INSTANCES = `${BASE}/runtime/webhooks/durabletask/instances`;

describe('the links of an instance', () => {
  it('are the nine fields that clients know, all absolute', () => {
    const links = checkStatus(BASE, 'monitor-gb4711');

    const { id, ...urls } = checkStatusSchema.strict().parse(links);
    expect(id).toBe('monitor-gb4711');
    for (const url of Object.values(urls))
      expect(url).toMatch(/^https:\/\/monitor\.example\/.+\?.*taskHub=.+&connection=.+$/);
  });

  it('hold the places to fill as they are', () => {
    const links = checkStatus(BASE, 'i');

    expect(links.sendEventPostUri).toContain('/i/raiseEvent/{eventName}?');
    expect(links.terminatePostUri).toContain('/i/terminate?reason={text}&');
  });

  it.each([
    ['a/b', 'a%2Fb'],
    ['a b?c#d&e=f', 'a%20b%3Fc%23d%26e%3Df'],
    ['100%', '100%25'],
    ['Ærø 🚀', '%C3%86r%C3%B8%20%F0%9F%9A%80'],
  ])('encode the id %s', (id, encoded) => {
    const links = checkStatus(BASE, id);

    expect(links.id).toBe(id);
    expect(links.statusQueryGetUri).toMatch(`${INSTANCES}/${encoded}?`);
  });

  it('come with the headers that make a client poll', () => {
    const { headers, body } = toStarted(BASE, 'i');

    expect(headers).toEqual({ location: body.statusQueryGetUri, 'retry-after': '10' });
  });
});
