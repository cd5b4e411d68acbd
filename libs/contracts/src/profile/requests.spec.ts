import { describe, expect, it } from '@jest/globals';
import { compileProfile } from './compile.js';
import { inputFaults } from './input-faults.js';
import { profileSchema } from './profile.contract.js';
import { MissingPlace } from './request-fault.js';
import { beforeRequest, canPoll, findRequest, operationRequest, pollRequest, startRequest } from './requests.js';

const compiled = compileProfile(
  profileSchema.parse({
    name: 'p',
    baseUrl: 'https://a.example.com',
    before: [{ request: { url: '/{{input.site}}/now' }, capture: { since: 'body.at' } }],
    start: {
      request: {
        url: '/{{input.site}}/jobs/{{name}}',
        query: { again: '{{again}}' },
        body: '{{input.body}}',
        timeout: '5s',
      },
      capture: { id: 'body.id' },
      find: { request: { url: '/jobs?key={{key}}' }, capture: { id: 'item.id' } },
    },
    poll: { request: { url: '/jobs/{{job.id}}' } },
    cancel: { request: { url: '/jobs/{{job.id}}:cancel' } },
    purge: { request: { method: 'DELETE', url: '{{job.statusUrl}}' } },
  }),
);
const scope = { input: { site: 'eu', body: { a: 1 } }, key: 'k-1', name: 'nightly' };
const headers = { accept: 'application/json' };

describe('The next request of a job', () => {
  it('is a GET, but for a start and what crosses over', () => {
    expect(beforeRequest(compiled, 0, scope)).toEqual({ method: 'GET', url: 'https://a.example.com/eu/now', headers });
    expect(startRequest(compiled, { ...scope, again: true })).toEqual({
      method: 'POST',
      url: 'https://a.example.com/eu/jobs/nightly?again=true',
      headers: { ...headers, 'idempotency-key': 'k-1', 'content-type': 'application/json' },
      body: '{"a":1}',
      timeoutMs: 5000,
    });
    expect(findRequest(compiled, scope)).toMatchObject({ method: 'GET', url: 'https://a.example.com/jobs?key=k-1' });
    expect(pollRequest(compiled, null, { job: { id: 7 } })).toEqual({
      method: 'GET',
      url: 'https://a.example.com/jobs/7',
      headers,
    });
    expect(operationRequest(compiled, 'cancel', { job: { id: 7 } })).toEqual({
      method: 'POST',
      url: 'https://a.example.com/jobs/7:cancel',
      headers,
    });
    expect(operationRequest(compiled, 'purge', { job: { statusUrl: 'https://b.example.com/7' } })?.method).toBe(
      'DELETE',
    );
    expect(operationRequest(compiled, 'pause', {})).toBeUndefined();
  });

  it('can not be made without what it is made of', () => {
    expect(() => pollRequest(compiled, null, {})).toThrow(MissingPlace);
    expect(canPoll(compiled, null, {})).toBe(false);
    expect(canPoll(compiled, null, { job: { id: '..' } })).toBe(false);
    expect(canPoll(compiled, null, { job: { id: 7 } })).toBe(true);
  });
});

describe('The input of a start', () => {
  it.each([
    [{ site: 'eu' }, []],
    [{}, [{ pointer: '/site', detail: 'must be given: the profile puts {{input.site}} into a URL' }]],
    [undefined, [{ pointer: '/site', detail: expect.stringContaining('must be given') as unknown }]],
    [{ site: '..' }, [{ pointer: '/site', detail: expect.stringContaining('can not stand in a URL') as unknown }]],
  ])('%j has the faults %j', (input, faults) => {
    expect(inputFaults(compiled, { ...scope, input })).toEqual([...faults, ...faults]);
  });

  it('is asked in the first way whose places all have values', () => {
    const ways = compileProfile(
      profileSchema.parse({
        name: 'ways',
        baseUrl: 'https://a.example.com',
        start: { request: { url: '/jobs' }, capture: { id: 'body.id' } },
        poll: { request: { url: '/jobs/{{job.id}}' }, capture: { number: 'body.number' } },
        cancel: [{ request: { url: '/builds/{{job.number}}/stop' } }, { request: { url: '/queue/{{job.id}}/cancel' } }],
      }),
    );
    const urlFor = (job: object) => operationRequest(ways, 'cancel', { job: { ...job } })?.url;

    expect(urlFor({ id: '7' })).toBe('https://a.example.com/queue/7/cancel');
    expect(urlFor({ id: '7', number: 12 })).toBe('https://a.example.com/builds/12/stop');
    expect(() => urlFor({})).toThrow(MissingPlace);
  });

  it('leaves out what an input does not give, but never which job it is about', () => {
    const posted = compileProfile(
      profileSchema.parse({
        name: 'posted',
        baseUrl: 'https://a.example.com',
        start: { request: { url: '/' }, capture: { id: 'body.id' } },
        poll: { request: { method: 'POST', url: '/', body: { Id: '{{job.id}}', Group: '{{input.group}}' } } },
      }),
    );

    expect(pollRequest(posted, null, { job: { id: '7' } }).body).toBe('{"Id":"7"}');
    expect(() => pollRequest(posted, null, { job: {} })).toThrow(MissingPlace);
    expect(canPoll(posted, null, { job: {} })).toBe(false);
  });
});
