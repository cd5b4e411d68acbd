import { describe, expect, it } from '@jest/globals';
import type { JournalEntry } from '../../apps/emulator/src/referee/journal-entry.js';
import { judged, poll, request, start } from './played.js';

const doubtful = { isDoubtful: true };
const keyed = (key: string | null, more = {}) => ({ start: { key, takesKey: true, isSafeToRepeat: true, ...more } });

describe('started-twice', () => {
  const lost = { code: null, start: doubtful };
  const unsafe = { isSafeToRepeat: false };
  const lostUnder = (key: string, more = {}, at = 0) =>
    start(at, { code: null, ...keyed(key, { ...doubtful, ...more }) });
  const other = (at: number, key: string) => start(at, { ...keyed(key), jobId: 'other' });

  it.each<[string, JournalEntry[], number[]]>([
    [
      'a repeat under the same key is right where the API says so',
      [start(0, { code: null, ...keyed('k', doubtful) }), start(9, keyed('k'))],
      [],
    ],
    [
      'a second job under one key is wrong',
      [start(0, keyed('k', unsafe)), start(9, { ...keyed('k', unsafe), jobId: 'other' })],
      [2],
    ],
    ['unless the API promises the first one', [start(0, keyed('k')), start(9, { ...keyed('k'), jobId: 'other' })], []],
    ['a repeat after a lost reply is blind', [start(0, lost), start(9, { jobId: 'other' })], [2]],
    ['so is one after a 502', [start(0, { code: 502, start: doubtful }), start(9)], [2]],
    [
      'and one under a key that the API does not know',
      [start(0, { code: null, ...keyed('k', { ...unsafe, ...doubtful }) }), start(9, keyed('k', unsafe))],
      [2],
    ],
    ['a start after a good one is another job', [start(0), start(9, { jobId: 'other' })], []],
    ['a start after a refusal is no repeat', [start(0, { code: 429, jobId: null }), start(9)], []],
    ['who looked in between knows', [start(0, lost), request('find', 5, { jobId: null }), start(9)], []],
    ['another body is another job', [start(0, lost), start(9, { start: { sameAs: 'other' } })], []],
    ['a second job under another key is wrong, for nobody knew', [lostUnder('a'), other(9, 'b')], [2]],
    [
      'also where the API does not know the key',
      [lostUnder('a', unsafe), start(9, { ...keyed('b', unsafe), jobId: 'other' })],
      [2],
    ],
    ['where it came to no second job, it is not', [lostUnder('a'), start(9, keyed('b'))], []],
    ['nor where the first one made none', [{ ...lostUnder('a'), jobId: null }, other(9, 'b')], []],
    ['long after, another key is another job', [lostUnder('a'), other(90_000, 'b')], []],
    ['so it is where the first is repeated as well', [lostUnder('a'), other(9, 'b'), start(20, keyed('a'))], []],
    ['and where its job is asked for as well', [lostUnder('a'), other(9, 'b'), poll(20)], []],
    [
      'two that are repeated under their own keys are two jobs',
      [lostUnder('a'), { ...lostUnder('b', {}, 5), jobId: 'other' }, start(9, keyed('a')), other(12, 'b')],
      [],
    ],
    ['who looked before using another key knows', [lostUnder('a'), request('find', 5), other(9, 'b')], []],
    ['another client knows nothing of it', [start(0, lost), start(9, { client: 'other' })], []],
  ])('%s', (_, entries, wrong) => {
    expect(judged('started-twice', entries).wrong).toEqual(wrong);
  });

  it('is told once of a repeat that is wrong in two ways', () => {
    const again = { ...keyed('k', unsafe), jobId: 'other' };

    expect(
      judged('started-twice', [start(0, { code: null, ...keyed('k', { ...unsafe, ...doubtful }) }), start(9, again)]),
    ).toMatchObject({
      wrong: [2],
    });
  });

  it('only hints where the client starts like jobs again and again', () => {
    const alike = [start(0), start(10, { jobId: 'b' }), start(20, { ...lost, jobId: 'e' }), start(30, { jobId: 'f' })];

    expect(judged('started-twice', alike)).toMatchObject({ wrong: [4], severities: ['hint'] });
  });
});

describe('start-key-reused', () => {
  it.each<[string, JournalEntry[], number[]]>([
    ['the same under the same key is right', [start(0, keyed('k')), start(9, keyed('k'))], []],
    [
      'something else under the same key is not',
      [start(0, keyed('k')), start(9, keyed('k', { sameAs: 'other' }))],
      [2],
    ],
    [
      'a key that the API does not take is none',
      [start(0, keyed('k', { takesKey: false })), start(9, keyed('k', { takesKey: false, sameAs: 'other' }))],
      [],
    ],
  ])('%s', (_, entries, wrong) => {
    expect(judged('start-key-reused', entries).wrong).toEqual(wrong);
  });
});

describe('start-key-missing', () => {
  it('is told once for all starts of a client', () => {
    const entries = [start(0, keyed(null)), start(9, { ...keyed(null), jobId: 'other' }), start(20, keyed('k'))];

    expect(judged('start-key-missing', entries)).toMatchObject({ wrong: [1, 2], checked: 3, severities: ['hint'] });
  });

  it('asks for none where the API takes none', () => {
    expect(judged('start-key-missing', [start(0)])).toMatchObject({ wrong: [], checked: 0 });
  });
});

describe('start-key-changed', () => {
  const first = start(0, { code: null, ...keyed('a', doubtful) });

  it.each<[string, JournalEntry[], number[]]>([
    ['another key soon after a lost reply is told', [first, start(9, { ...keyed('b'), jobId: null })], [2]],
    ['also where the first one made no job', [{ ...first, jobId: null }, start(9, keyed('b'))], [2]],
    ['where a second job came of it, that is more', [first, start(9, { ...keyed('b'), jobId: 'other' })], []],
    ['long after it is another job', [first, start(90_000, { ...keyed('b'), jobId: null })], []],
    [
      'who repeats the first as well means another job',
      [first, start(9, { ...keyed('b'), jobId: null }), start(20, keyed('a'))],
      [],
    ],
  ])('%s', (_, entries, wrong) => {
    expect(judged('start-key-changed', entries).wrong).toEqual(wrong);
  });
});
