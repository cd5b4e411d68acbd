import { describe, expect, it } from '@jest/globals';
import type { RefereeRule } from '@app/contracts';
import type { CredentialNote, JournalEntry } from '../../apps/emulator/src/referee/journal-entry.js';
import { judged, poll, request, start } from './played.js';

const token: CredentialNote = { name: 'authorization', place: 'header', print: 'secret' };
const signature: CredentialNote = { name: 'code', place: 'query', print: 'signature' };

function holds(rule: RefereeRule, cases: [story: string, entries: JournalEntry[], wrong: number[]][]) {
  it.each(cases)('%s', (_, entries, wrong) => {
    expect(judged(rule, entries).wrong).toEqual(wrong);
  });
}

describe('credentials-leaked', () => {
  const foreign = { isForeign: true };
  holds('credentials-leaked', [
    ['credentials to the API itself are right', [start(0, { credentials: [token] })], []],
    [
      'none to another origin is right',
      [start(0, { credentials: [token] }), poll(9, { ...foreign, carried: ['x'] })],
      [],
    ],
    ['any header with credentials is wrong there', [poll(9, { ...foreign, credentials: [token] })], [1]],
    [
      'so is the known value under another name',
      [start(0, { credentials: [token] }), poll(9, { ...foreign, carried: ['secret'] })],
      [2],
    ],
    [
      'a signature that the API put into the URL is no credential of the client',
      [
        start(0),
        poll(5, { credentials: [signature] }),
        poll(9, { ...foreign, credentials: [signature], carried: ['signature'] }),
      ],
      [],
    ],
    [
      'a key of the client in the query is',
      [start(0, { credentials: [signature] }), poll(9, { ...foreign, carried: ['signature'] })],
      [2],
    ],
  ]);
});

describe('redirect-followed-wrongly', () => {
  const to = (code: number) => ({ code, leadsTo: 'there' });
  const there = (more: Partial<JournalEntry> = {}) => poll(9, { place: 'there', ...more });
  holds('redirect-followed-wrongly', [
    ['307 with the same method and body is right', [start(0, to(307)), there({ method: 'POST' })], []],
    ['307 with another method is wrong', [start(0, to(307)), there()], [2]],
    [
      '308 with another body is wrong',
      [start(0, { ...to(308), body: 'a' }), there({ method: 'POST', body: 'b' })],
      [2],
    ],
    ['303 with GET is right', [start(0, to(303)), there()], []],
    ['303 with the same POST is wrong', [start(0, to(303)), there({ method: 'POST' })], [2]],
    ['302 after POST with GET is usual', [start(0, to(302)), there()], []],
    ['301 of a GET with POST is wrong', [poll(0, to(301)), there({ method: 'POST' })], [2]],
    [
      'a cancel at that place is a cancel',
      [poll(0, to(307)), request('cancel', 9, { place: 'there', method: 'DELETE' })],
      [],
    ],
    [
      'POST after the 303 of a poll is wrong, also where it starts another job',
      [start(0), poll(5, to(303)), start(9, { place: 'there', jobId: 'other' })],
      [3],
    ],
    [
      'a start where there was one before is a start',
      [start(0, { place: 'there', method: 'PUT' }), poll(5, to(303)), start(9, { place: 'there', method: 'PUT' })],
      [],
    ],
    ['a request much later follows nothing', [start(0, to(307)), poll(20_000, { place: 'there' })], []],
    ['one that is not followed is right', [poll(0, to(307)), poll(9)], []],
  ]);
});

describe('redirect-loop', () => {
  const circle = (count: number) =>
    Array.from({ length: count }, (_, index) => poll(index * 5, { code: 307, place: 'here', leadsTo: 'here' }));
  holds('redirect-loop', [
    ['twenty in a row are what browsers follow', circle(21), []],
    ['more are too many', circle(30), [22]],
    [
      'each may start another job',
      Array.from({ length: 30 }, (_, index) =>
        start(index * 5, { code: 303, place: `p${index}`, leadsTo: `p${index + 1}`, jobId: `j${index}` }),
      ),
      [22],
    ],
    [
      'those of jobs that are asked for at the same time are not in a row',
      Array.from({ length: 30 }, (_, index) =>
        poll(index * 5, { code: 307, place: `status${index}`, leadsTo: 'result', jobId: `j${index}` }),
      ).flatMap((first, index) => [first, poll(index * 5 + 2, { place: 'result', jobId: `j${index}` })]),
      [],
    ],
    [
      'a place that redirects each time is asked for news',
      circle(30).map((entry, index) => ({
        ...entry,
        at: entry.at + index * 2000,
        answeredAt: entry.answeredAt + index * 2000,
      })),
      [],
    ],
  ]);
});

describe('moved-place-ignored', () => {
  const moving = [start(0, { leadsTo: 'p1' }), poll(5, { place: 'p1', leadsTo: 'p2' })];
  holds('moved-place-ignored', [
    ['who moves along is right', [...moving, poll(9, { place: 'p2' })], []],
    ['who stays is not', [...moving, poll(9, { place: 'p1' })], [3]],
    [
      'who never asked there goes by something else',
      [start(0, { leadsTo: 'p1' }), poll(5, { leadsTo: 'p2' }), poll(9)],
      [],
    ],
  ]);
});

describe('refused-credentials-repeated', () => {
  const refused = (at: number, print = 'secret') => poll(at, { code: 401, credentials: [{ ...token, print }] });
  holds('refused-credentials-repeated', [
    ['one more try is right', [refused(0), refused(5), poll(9)], []],
    ['a third with the same is not', [refused(0), refused(5), refused(9)], [3]],
    ['others are another try', [refused(0), refused(5), refused(9, 'renewed')], []],
  ]);

  it('says how often', () => {
    expect(judged('refused-credentials-repeated', [refused(0), refused(5), refused(9)]).what).toBe(
      'Sent the same credentials 3 times in a row, though they had been answered 401',
    );
  });
});
