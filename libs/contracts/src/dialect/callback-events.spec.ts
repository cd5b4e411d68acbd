import { describe, expect, it } from '@jest/globals';
import { compileProfile } from '../profile/compile.js';
import { profileSchema } from '../profile/profile.contract.js';
import { callbackEventsOf } from './callback-events.js';
import { compileDialect } from './compile-dialect.js';
import { supplementSchema } from './supplement.contract.js';

function eventsOf(callback: object | undefined, body: unknown) {
  const profile = profileSchema.parse({
    name: 'p',
    baseUrl: 'https://api.example.com',
    start: { request: { url: '/jobs' }, capture: { id: 'body.id' } },
    poll: { request: { url: '/jobs/{{job.id}}' }, status: 'body.state', statuses: { succeeded: ['done'] } },
  });
  const dialect = compileDialect(compileProfile(profile), supplementSchema.parse(callback ? { callback } : {}));
  const incoming = { method: 'POST', path: '/jobs', query: [], headers: {}, body, text: undefined };
  return callbackEventsOf(dialect, { job: {} }, incoming);
}

describe('The events that a job calls back for', () => {
  const callback = {
    on: ['running', 'end'],
    asked: '{{body.events}}',
    words: { running: ['start'], progress: ['output', 'logs'], end: ['completed'] },
  };

  it.each([
    ['those that the start lists', callback, { events: ['completed'] }, ['end']],
    ['each once, in the order of a life', callback, { events: ['completed', 'logs', 'output'] }, ['progress', 'end']],
    ['none, where all that it lists are unknown', callback, { events: ['else'] }, []],
    ['those of the dialect, where it lists none', callback, {}, ['running', 'end']],
    ['those of the dialect, where what it says is no list', callback, { events: 7 }, ['running', 'end']],
    ['those of the dialect, where it asks nowhere', { on: ['end'] }, { events: ['start'] }, ['end']],
    ['not said', undefined, {}, undefined],
  ])('are %s', (_, given, body, events) => {
    expect(eventsOf(given, body)).toEqual(events);
  });
});
