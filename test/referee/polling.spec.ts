import { describe, expect, it } from '@jest/globals';
import type { RefereeRule } from '@app/contracts';
import type { JournalEntry } from '../../apps/emulator/src/referee/journal-entry.js';
import { type Around, end, judged, poll, request, start } from './played.js';

type Case = [story: string, entries: JournalEntry[], wrong: number[], checked: number];

function holds(rule: RefereeRule, cases: Case[], around: Around = {}) {
  it.each(cases)('%s', (_, entries, wrong, checked) => {
    expect(judged(rule, entries, around)).toMatchObject({ wrong, checked });
  });
}

describe('polled-too-early', () => {
  const wait = { waitMs: 1000 };
  holds('polled-too-early', [
    ['a poll as soon as it is allowed is right', [start(0, wait), poll(1001)], [], 1],
    ['so is one a grain of the clock earlier', [start(0, wait), poll(990)], [], 1],
    ['the hint of the start reply counts', [start(0, wait), poll(500)], [2], 1],
    ['the hint of a poll counts', [start(0), poll(10, wait), poll(900)], [3], 1],
    ['the last reply counts alone', [start(0, wait), poll(1001, { waitMs: null }), poll(1010)], [], 1],
    [
      'a reply that never came asks for nothing, and ends nothing',
      [poll(0, wait), poll(1001, { code: null }), poll(1010)],
      [],
      2,
    ],
    ['a reply that had not come yet asks for nothing', [start(0, { ...wait, answeredAt: 300 }), poll(200)], [], 0],
    [
      'a date may be read by another clock: up to a second less',
      [start(0, { waitMs: 3000, waitSlackMs: 1000 }), poll(2010)],
      [],
      1,
    ],
    [
      'emulated time counts where more of it went by',
      [start(0, wait), poll(5, { emulatedAt: 1_800_000_060_000 })],
      [],
      1,
    ],
    [
      'real time counts while the clock is frozen',
      [start(0, wait), poll(1001, { emulatedAt: 1_800_000_000_001 })],
      [],
      1,
    ],
    ['a cancel in between ends what was asked', [start(0, wait), request('cancel', 10), poll(20)], [], 0],
    ['one that came too late does, too', [start(0, wait), request('cancel', 10, { code: 409 }), poll(20)], [], 0],
    ['one that failed does not', [start(0, wait), request('cancel', 10, { code: 500 }), poll(20)], [3], 1],
    ['after 401 it may be asked again at once', [poll(0, { code: 401, ...wait }), poll(5)], [], 0],
    [
      'a 503 that is how the job stands is a hint like any other',
      [poll(0, { code: 503, isThrottled: false, ...wait }), poll(5)],
      [2],
      1,
    ],
    ['another client was not asked', [start(0, wait), poll(10, { client: 'other' })], [], 0],
    ['another job was not meant', [start(0, wait), poll(10, { jobId: 'k' })], [], 0],
    ['a throttled poll is not its affair', [poll(0, { code: 429, waitMs: 1000 }), poll(10)], [], 0],
    ['each one is told', [start(0, wait), poll(10, wait), poll(20, wait), poll(2000)], [2, 3], 3],
  ]);

  describe('after a callback', () => {
    holds(
      'polled-too-early',
      [
        ['a poll at once is what it is for', [start(0, wait), poll(60)], [], 1],
        ['a second one is too early again', [start(0, wait), poll(60, wait), poll(70)], [3], 2],
        [
          'that came during a poll, one right after it is meant so',
          [poll(40, { ...wait, answeredAt: 100 }), poll(101)],
          [],
          1,
        ],
        ['one that was due anyway may come in between', [start(0, { waitMs: 60 }), poll(62, wait), poll(80)], [], 2],
        ['one that got no answer may be repeated', [start(0, wait), poll(60, { code: null }), poll(80)], [], 2],
        ['about another job it is none', [start(0, { ...wait, jobId: 'k' }), poll(60, { jobId: 'k' })], [2], 1],
      ],
      { callbacks: [55] },
    );
  });

  it('says how early, after which request', () => {
    expect(judged('polled-too-early', [start(0, { waitMs: 2000 }), poll(501)]).what).toBe(
      'Polled 500 ms after the reply to request 1 (start), which asked to wait 2 s',
    );
  });
});

describe('throttling-ignored', () => {
  const throttled = { code: 429, waitMs: 500 };
  holds('throttling-ignored', [
    ['a repeat after the hint is right', [poll(0, throttled), poll(501)], [], 1],
    ['one before it is not', [poll(0, throttled), poll(300)], [2], 1],
    ['nor after a 503', [poll(0, { code: 503, waitMs: 500 }), poll(300)], [2], 1],
    ['without a hint any pause will do', [poll(0, { code: 429 }), poll(60)], [], 1],
    ['without a hint at once is wrong', [poll(0, { code: 429 }), poll(4)], [2], 1],
    ['starts count by what they start', [start(0, { ...throttled, jobId: null }), start(100)], [2], 1],
    [
      'another start is not meant',
      [start(0, { ...throttled, jobId: null }), start(100, { start: { sameAs: 'b' } })],
      [],
      0,
    ],
    ['another job is not meant', [poll(0, throttled), poll(10, { jobId: 'k' })], [], 0],
    [
      'a 503 that is how the job stands is not its affair',
      [poll(0, { code: 503, isThrottled: false, waitMs: 500 }), poll(5)],
      [],
      0,
    ],
    ['other errors are not its affair', [poll(0, { code: 500, waitMs: 500 }), poll(10)], [], 0],
  ]);
});

describe('polled-after-end', () => {
  holds('polled-after-end', [
    ['who stops at the end is right', [start(0), poll(10), end(20)], [], 1],
    ['who asks on is not', [start(0), end(20), poll(30), poll(40)], [3, 4], 2],
    ['a poll that was on its way is right', [end(20, { answeredAt: 60 }), poll(40)], [], 1],
    ['an end that another client was told is not known', [end(20), poll(40, { client: 'other' })], [], 1],
    ['an end whose reply was lost is not known', [end(20, { code: null, tellsEnd: false }), poll(40)], [], 0],
    ['the reading of a result is no poll', [end(20), request('result', 30)], [], 1],
    ['at the place of the result one more is its reading', [end(20), poll(30, { isAlsoResult: true })], [], 1],
    ['and a second is not', [end(20), poll(30, { isAlsoResult: true }), poll(40, { isAlsoResult: true })], [3], 1],
    [
      'a redirect that tells the end may be followed',
      [end(20, { code: 303, leadsTo: 'there' }), poll(30, { place: 'there' })],
      [],
      1,
    ],
    ['a start repeated under its key makes it news again', [end(20), start(30), end(40)], [], 1],
  ]);
});

describe('hints on polling', () => {
  const quick = [poll(0), poll(3), poll(6), poll(9)];
  describe('polled-without-pause', () => {
    holds('polled-without-pause', [
      ['pauses are right', [poll(0), poll(50), poll(100)], [], 2],
      ['as fast as replies come is not, from the third on', quick, [4], 3],
    ]);
  });
  describe('polls-overlap', () => {
    holds('polls-overlap', [
      ['one after the other is right', [poll(0), poll(10)], [], 1],
      ['two at a time are not', [poll(0, { answeredAt: 100 }), poll(10)], [2], 1],
      ['one that hangs may be given up', [poll(0, { answeredAt: 100, code: null }), poll(10)], [], 0],
    ]);
  });
  describe('polled-after-gone', () => {
    holds('polled-after-gone', [
      ['who stops is right', [poll(0, { code: 410 })], [], 1],
      ['who goes on is not', [poll(0, { code: 410 }), poll(10)], [2], 2],
    ]);
  });
  describe('job-guessed', () => {
    holds('job-guessed', [
      ['a job that was started is no guess', [start(0), poll(10), poll(20, { jobId: null, code: 404 })], [], 2],
      ['one that nobody started is', [poll(0, { jobId: null, code: 404 })], [1], 1],
    ]);
  });
  describe('job-abandoned', () => {
    const cases: Case[] = [
      ['a client that knows the end has not', [start(0), end(10)], [], 1],
      ['one that canceled has not', [start(0), poll(10), request('cancel', 20)], [], 1],
      ['one that just asked has not', [start(0), poll(90_000)], [], 1],
      ['one that fell silent has', [start(0), poll(10), poll(20)], [3], 1],
      ['unless it always takes so long', [start(0), poll(10), poll(20_000)], [], 1],
      ['one that never polls may be called back', [start(0)], [], 0],
    ];
    holds('job-abandoned', cases, { now: 100_000 });

    const day = 86_400_000;
    const moved: Case[] = [
      ['who fell silent while the clock was moved has', [start(0), poll(10), poll(20)], [3], 1],
      [
        'who has asked since then has not',
        [start(0), poll(10), poll(900, { emulatedAt: 1_800_000_000_000 + day })],
        [],
        1,
      ],
      ['who is still to wait has not', [start(0), poll(10, { waitMs: 5000 })], [], 1],
      ['nor has who always takes so long', [start(0), poll(500, { emulatedAt: 1_800_000_000_000 + day / 8 })], [], 1],
    ];
    holds('job-abandoned', moved, { now: 1000, emulatedNow: day });
  });
  describe('result-read-again', () => {
    holds('result-read-again', [
      [
        'its pages are read once each',
        [request('result', 0, { place: 'p1' }), request('result', 10, { place: 'p2' })],
        [],
        2,
      ],
      ['the same page twice is told', [request('result', 0), request('result', 10)], [2], 2],
      ['one that failed may be read again', [request('result', 0, { code: 500 }), request('result', 10)], [], 1],
    ]);
  });
  describe('cancel-after-end', () => {
    holds('cancel-after-end', [
      ['a cancel of what runs is right', [poll(0), request('cancel', 10)], [], 1],
      ['one of what ended is told', [end(0), request('cancel', 10)], [2], 1],
    ]);
  });
});
