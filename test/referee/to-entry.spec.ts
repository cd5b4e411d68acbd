import { describe, expect, it } from '@jest/globals';
import type { PlayedRequest } from '../../apps/emulator/src/referee/played-request.js';
import { toEntry } from '../../apps/emulator/src/referee/to-entry.js';

function played(more: Partial<PlayedRequest> = {}, request: Partial<PlayedRequest['request']> = {}): PlayedRequest {
  return {
    namespace: 'default',
    dialect: 'd',
    kind: 'poll',
    origin: 'own',
    url: '/dialects/d/jobs/1?x=1',
    job: { id: 'j', reference: 'r' },
    at: 1000,
    emulatedAt: 5000,
    answeredAt: 1010,
    reply: { code: 200, headers: {} },
    ...more,
    request: { method: 'GET', headers: {}, query: [], body: undefined, text: undefined, ...request },
  };
}

const reply = (headers: Record<string, string>) => played({ reply: { code: 202, headers } });

describe('A request in the journal', () => {
  it.each([
    [{ 'longwatch-client': 'mine', 'user-agent': 'lib/1' }, 'mine'],
    [{ 'user-agent': 'lib/1' }, 'lib/1'],
    [{}, 'unnamed'],
  ])('is of the client that it names: %j', (headers, client) => {
    expect(toEntry(played({}, { headers })).client).toBe(client);
  });

  it.each<[string, PlayedRequest, number | null, number]>([
    ['seconds', reply({ 'retry-after': '3' }), 3000, 0],
    ['milliseconds before seconds', reply({ 'retry-after': '3', 'retry-after-ms': '250' }), 250, 0],
    [
      'a date by the Date of the reply, and a second less',
      reply({ 'retry-after': 'Sun, 22 Nov 2026 10:00:05 GMT', date: 'Sun, 22 Nov 2026 10:00:00 GMT' }),
      5000,
      1000,
    ],
    ['no garbage', reply({ 'retry-after': 'soon' }), null, 1000],
    ['no negative number', reply({ 'retry-after': '-5' }), null, 0],
    ['what the profile reads, where it reads something', { ...reply({ 'retry-after': '3' }), hintMs: 70 }, 70, 0],
    ['nothing where the profile believes nothing', { ...reply({ 'retry-after': '3' }), hintMs: null }, null, 0],
    ['no more than the API keeps its results', { ...reply({ 'retry-after': '60' }), longestWaitMs: 9 }, 9, 0],
    ['nothing of a reply that never came', { ...reply({}), reply: null }, null, 0],
  ])('asks to wait as a client can know: %s', (_, request, waitMs, waitSlackMs) => {
    expect(toEntry(request)).toMatchObject({ waitMs, waitSlackMs });
  });

  it.each([
    ['/dialects/d/jobs/1?x=1', '/ns/a/dialects/d/jobs/1?x=1'],
    ['http://other:3001/dialects/d/jobs/1?x=1', '/dialects/d/jobs/1?x=1'],
    ['../jobs/1?x=1#part', '/dialects/d/jobs/2'],
  ])('leads to the place that Location says: %s from %s', (location, url) => {
    const led = toEntry(played({ url, reply: { code: 307, headers: { location } } }));

    expect(led.leadsTo).toBe(toEntry(played()).place);
  });

  it.each([
    [{ authorization: 'Bearer abcdef' }, []],
    [{ cookie: 'a=b' }, []],
    [{ 'x-api-key': 'abcdef' }, []],
    [{ 'ocp-apim-subscription-key': 'abcdef' }, []],
    [{ 'x-own': 'abcdef' }, ['x-own']],
  ])('has its credentials as fingerprints: %j', (headers, credentialNames) => {
    const entry = toEntry(played({ credentialNames }, { headers: headers as Record<string, string> }));

    expect(entry.credentials).toHaveLength(1);
    expect(JSON.stringify(entry)).not.toContain('abcdef');
  });

  it.each([[{ 'idempotency-key': 'k' }], [{ accept: 'application/json' }], [{ 'x-ms-client-request-id': 'a' }]])(
    'takes no other header for a credential: %j',
    (headers) => {
      expect(toEntry(played({}, { headers: headers as Record<string, string> })).credentials).toEqual([]);
    },
  );

  it('knows a token at another origin without the scheme in front of it', () => {
    const [own] = toEntry(played({}, { headers: { authorization: 'Bearer abcdef' } })).credentials;

    expect(toEntry(played({ origin: 'foreign' }, { query: [['t', 'abcdef']] })).carried).toEqual([own!.print]);
  });

  it('hides credentials in the path that is shown', () => {
    expect(toEntry(played({ url: '/dialects/d/x?code=abcdef&y=1' })).path).toBe('/dialects/d/x?code=***&y=1');
  });

  it.each<[number | null, boolean]>([
    [null, true],
    [408, true],
    [500, true],
    [501, false],
    [503, true],
    [429, false],
    [202, false],
  ])('of a start that was answered %s is doubtful: %s', (code, isDoubtful) => {
    const start = { takesKey: false, isSafeToRepeat: false };

    expect(
      toEntry(played({ kind: 'start', start, reply: code === null ? null : { code, headers: {} } })).start,
    ).toMatchObject({
      isDoubtful,
    });
  });

  it('starts the same where path and body are the same, whatever the query and the key', () => {
    const start = (key: string) => ({ key, takesKey: true, isSafeToRepeat: true });
    const body = { input: 1 };
    const first = toEntry(played({ kind: 'start', start: start('a') }, { body }));
    const again = toEntry(played({ kind: 'start', start: start('b'), url: '/dialects/d/jobs/1?retry=true' }, { body }));

    expect(again.start!.sameAs).toBe(first.start!.sameAs);
    expect(again.start!.key).not.toBe(first.start!.key);
  });

  it('starts the same where the body is the same but for the key in it', () => {
    const sameAs = (key: string, body: object) =>
      toEntry(
        played(
          { kind: 'start', start: { key, takesKey: true, isSafeToRepeat: true, keyless: { body, text: undefined } } },
          { body: { ...body, token: key } },
        ),
      ).start!.sameAs;

    expect(sameAs('b', { job: 1 })).toBe(sameAs('a', { job: 1 }));
    expect(sameAs('a', { job: 2 })).not.toBe(sameAs('a', { job: 1 }));
  });
});
