import { describe, expect, it } from '@jest/globals';
import { type ScenarioFault, scenarioFaultSchema } from '@app/contracts';
import { type FaultMoment, type FaultyLife, faultsAt } from './faults-at.js';

function lifeWith(...faults: ScenarioFault[]): FaultyLife {
  return { seed: 'storm', drawKey: '1', faults: faults.map((fault) => scenarioFaultSchema.parse(fault)) };
}

function moment(changes: Partial<FaultMoment> = {}): FaultMoment {
  return { on: 'poll', number: 1, ageMs: 0, credential: null, startCredential: null, ...changes };
}

/** Which of the first polls are faulty. */
function faultyPolls(life: FaultyLife, most = 12): number[] {
  const numbers = Array.from({ length: most }, (_, index) => index + 1);
  return numbers.filter((number) => Object.keys(faultsAt(life, moment({ number }))).length > 0);
}

const busy = { reply: { code: 503 } };

describe('A fault', () => {
  it.each<[string, ScenarioFault['number'], number[]]>([
    ['always', undefined, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
    ['once', 3, [3]],
    ['at some', [1, 2, 9], [1, 2, 9]],
    ['from one on', { from: 10 }, [10, 11, 12]],
    ['up to one', { to: 2 }, [1, 2]],
    ['between two', { from: 4, to: 6 }, [4, 5, 6]],
    ['at every fifth', { every: 5 }, [5, 10]],
  ])('holds %s', (_, number, polls) => {
    const numbered = number === undefined ? {} : { number };

    expect(faultyPolls(lifeWith({ ...numbered, ...busy }))).toEqual(polls);
  });

  it.each<[ScenarioFault['on'], string[]]>([
    [undefined, ['poll']],
    ['poll', ['poll']],
    ['start', ['start']],
    ['any', ['start', 'poll', 'result', 'cancel', 'other']],
  ])('is about requests of its kind: %s', (on, kinds) => {
    const life = lifeWith({ ...(on && { on }), ...busy });
    const all = ['start', 'poll', 'result', 'cancel', 'other'] as const;

    expect(all.filter((kind) => faultsAt(life, moment({ on: kind })).reply !== undefined)).toEqual(kinds);
  });

  it('holds for a part of the age of the job, whose end is not in it', () => {
    const life = lifeWith({ during: { from: '5s', to: '10s' }, ...busy });

    const held = [0, 4999, 5000, 9999, 10_000].filter((ageMs) => faultsAt(life, moment({ ageMs })).reply);

    expect(held).toEqual([5000, 9999]);
  });

  it('holds by chance for the share that is asked for, and for the same requests each time', () => {
    const life = lifeWith({ probability: 0.3, ...busy });
    const polls = faultyPolls(life, 5000);

    expect(polls.length / 5000).toBeCloseTo(0.3, 1);
    expect(faultyPolls(life, 5000)).toEqual(polls);
    expect(faultyPolls(life, 20)).toEqual([2, 4, 7, 9]);
  });

  it('falls on other requests of another job, of another fault and of another kind', () => {
    const fault = { on: 'any', probability: 0.5, ...busy } as const;
    const life = lifeWith(fault);
    const polls = faultyPolls(life, 100);

    expect(faultyPolls({ ...life, drawKey: '2' }, 100)).not.toEqual(polls);
    expect(faultyPolls(lifeWith({ on: 'start', lost: true }, fault), 100)).not.toEqual(polls);
    expect(
      Array.from({ length: 100 }, (_, index) => index + 1).filter(
        (number) => faultsAt(life, moment({ on: 'result', number })).reply,
      ),
    ).not.toEqual(polls);
  });

  it('needs each of its conditions', () => {
    const life = lifeWith({ number: 2, during: { from: '5s' }, ...busy });

    expect(faultsAt(life, moment({ number: 2, ageMs: 0 }))).toEqual({});
    expect(faultsAt(life, moment({ number: 1, ageMs: 5000 }))).toEqual({});
    expect(faultsAt(life, moment({ number: 2, ageMs: 5000 }))).toEqual({ reply: { code: 503 } });
  });

  it('that holds beside another one goes together with it', () => {
    const life = lifeWith({ delay: '2s' }, { number: 1, reply: { code: 502 } }, { body: 'html' }, { delay: '500ms' });

    expect(faultsAt(life, moment())).toEqual({ delayMs: 2500, reply: { code: 502 }, body: 'html' });
    expect(faultsAt(life, moment({ number: 2 }))).toEqual({ delayMs: 2500, body: 'html' });
  });

  it('draws a delay anew for each request', () => {
    const life = lifeWith({ delay: { uniform: ['1s', '9s'] } });
    const delays = [1, 2, 3].map((number) => faultsAt(life, moment({ number })).delayMs);

    expect(new Set(delays).size).toBe(3);
    expect(faultsAt(life, moment({ number: 2 })).delayMs).toBe(delays[1]);
  });
});

describe('Credentials', () => {
  const expired = lifeWith({ number: 3, auth: 'expired' });
  const asked = (life: FaultyLife, number: number, credential: string | null) =>
    faultsAt(life, moment({ number, credential, startCredential: 'old' })).refusal?.code;

  it('that expired are refused from then on, and others are taken', () => {
    expect([1, 2, 3, 4, 90].map((number) => asked(expired, number, 'old'))).toEqual([
      undefined,
      undefined,
      401,
      401,
      401,
    ]);
    expect(asked(expired, 4, 'new')).toBeUndefined();
  });

  it('that expired at an age are refused from then on', () => {
    const life = lifeWith({ during: { from: '5s', to: '6s' }, auth: 'expired' });
    const at = (ageMs: number) => faultsAt(life, moment({ ageMs, credential: 'old', startCredential: 'old' })).refusal;

    expect(at(4999)).toBeUndefined();
    expect(at(60_000)?.code).toBe(401);
  });

  it('that were revoked are refused whatever they are', () => {
    const life = lifeWith({ number: 2, auth: 'revoked' });

    expect([asked(life, 1, 'old'), asked(life, 2, 'old'), asked(life, 3, 'new'), asked(life, 4, null)]).toEqual([
      undefined,
      401,
      401,
      401,
    ]);
  });

  it.each([
    ['any', 'new', undefined],
    ['any', null, undefined],
    ['same', 'old', undefined],
    ['same', 'new', 401],
    ['same', null, 401],
    ['none', 'old', 400],
    ['none', null, undefined],
  ] as const)('where %s are asked for: %s is answered %s', (credentials, credential, code) => {
    const life = { replies: { credentials } };

    expect(faultsAt(life, moment({ credential, startCredential: 'old' })).refusal?.code).toBe(code);
    expect(faultsAt(life, moment({ on: 'start', credential })).refusal).toBeUndefined();
  });
});
