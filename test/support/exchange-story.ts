import { isDeepStrictEqual } from 'node:util';
import {
  type Captures,
  type CompiledProfile,
  type ProfileRequest,
  RequestFault,
  type Scope,
  compileProfile,
  operationRequest,
  pollRequest,
  profileSchema,
  resultRequest,
} from '@app/contracts';
import { compareRequests } from './exchange-readings.js';
import { type WalkedExchange, walk } from './exchange-walk.js';
import type { Exchanges } from './exchanges.js';
import type { ShippedApi } from './shipped-api.js';

/** Exchanges in the order in which they happen in the life of one job. The reply to one that is lost never arrives. */
export type Story = (WalkedExchange & { isLost?: true })[];
export type Ending = 'succeeded' | 'failed' | 'canceled';

/** Verdicts after which a job goes on to be polled. */
const GOING_ON = new Set(['running', 'unknown', 'transient']);

/** The same API at another origin, with the pace of a test and without secrets. */
export function relocated(api: ShippedApi, origin: string): ShippedApi {
  const elsewhere = <Value>(value: Value): Value => {
    const text = originsOf(api).reduce((moved, from) => moved.replaceAll(from, origin), JSON.stringify(value));
    return JSON.parse(text) as Value;
  };
  const { auth: _, ...shipped } = elsewhere(api.compiled.profile);
  const profile = profileSchema.parse({
    ...shipped,
    pace: { every: '30ms', min: '1ms', longestHint: '1ms' },
    ...(shipped.callback !== undefined && { callback: {} }),
    ...(shipped.poll !== undefined && { poll: [shipped.poll].flat().map(({ pace: _pace, ...phase }) => phase) }),
  });
  return { ...api, profile, compiled: compileProfile(profile), exchanges: elsewhere(api.exchanges) };
}

function originsOf({ compiled, exchanges }: ShippedApi): string[] {
  const urls = [compiled.profile.baseUrl, ...exchanges.exchanges.map(({ request }) => request?.url)];
  return [...new Set(urls.flatMap((url) => (url === undefined ? [] : [new URL(url).origin])))];
}

/**
 * The story of a job that ends so, told by the exchanges: what comes before the start, the start, polls up to the end, and
 * the result. With `canceled` the cancel stands before the last poll, or at the end. Where the reply to the start is
 * lost, it is repeated, or the job is found. Undefined where the exchanges tell no such story.
 */
export function storyOf(
  api: ShippedApi,
  ending: Ending,
  { isStartLost = false }: { isStartLost?: boolean } = {},
): Story | undefined {
  const walked = walk(api);
  const before = api.compiled.before.map((_, index) => walked.find((step) => isTaken(step, `before.${index}`))!);
  const start = walked.find((step) => isTaken(step, 'start'));
  if (start === undefined) return undefined;
  const lost = isStartLost ? [{ ...start, isLost: true } as const] : [];
  const known = isStartLost ? again(api, walked, start) : [start];
  if (known === undefined) return undefined;
  if (known.some(({ exchange }) => 'isToBeFound' in exchange.reading)) known.push(found(walked)!);
  const told = new Telling(api, [...before, ...known]);
  return told.untilTheEnd(walked, ending) ? [...before, ...lost, ...told.story.slice(before.length)] : undefined;
}

/** How a job is known after all whose start reply was lost. */
function again({ compiled }: ShippedApi, walked: WalkedExchange[], start: WalkedExchange): Story | undefined {
  if (compiled.start.safeToRepeat) {
    const repeat = walked.find(({ exchange: { kind, again: isAgain } }) => kind === 'start' && isAgain);
    return [repeat ?? start];
  }
  return compiled.hasFind ? [found(walked)!] : undefined;
}

function found(walked: WalkedExchange[]): WalkedExchange | undefined {
  return walked.find((step) => step.exchange.kind === 'find' && capturedBy(step) !== null);
}

function isTaken({ exchange }: WalkedExchange, step: string): boolean {
  if (exchange.step !== step || exchange.again || !('verdict' in exchange.reading)) return false;
  return exchange.reading.verdict === 'started' && !('ended' in exchange.reading);
}

function capturedBy({ exchange: { reading } }: WalkedExchange): Captures | null {
  return 'captured' in reading ? (reading.captured ?? {}) : {};
}

/** A canceled job says so, or its record is gone; where the reply to the cancel is the end itself, no poll follows. */
function endsOfCancel(walked: WalkedExchange[]): string[] {
  const verdicts = walked.map(({ exchange: { kind, reading } }) =>
    'verdict' in reading ? `${kind} ${reading.verdict}` : '',
  );
  if (!verdicts.includes('cancel accepted')) return [];
  return verdicts.includes('poll canceled') ? ['canceled'] : ['lost'];
}

/** Adds exchanges to a story as long as each is what the profile would ask next. */
class Telling {
  private job: Captures;
  private phase: string | null;
  private readonly compiled: CompiledProfile;
  private readonly exchanges: Exchanges;

  constructor(
    { compiled, exchanges }: ShippedApi,
    readonly story: Story,
  ) {
    this.compiled = compiled;
    this.exchanges = exchanges;
    this.job = Object.assign({}, ...story.map(capturedBy)) as Captures;
    this.phase = compiled.phases[0]!.name;
  }

  untilTheEnd(walked: WalkedExchange[], ending: Ending): boolean {
    const ends = ending === 'canceled' ? endsOfCancel(walked) : [ending];
    let hasFailed = false;
    for (const step of walked) {
      const { exchange } = step;
      if (exchange.kind !== 'poll' || step.phase !== this.phase || !this.isAsked(step)) continue;
      const { verdict, phase } = exchange.reading;
      if (ends.includes(verdict)) return this.end(walked, step, ending);
      if (!GOING_ON.has(verdict) || (verdict === 'transient' && hasFailed)) continue;
      this.add(step);
      hasFailed ||= verdict === 'transient';
      this.phase = phase ?? this.phase;
    }
    return ending === 'canceled' && this.addCancel(walked, 'done');
  }

  private end(walked: WalkedExchange[], step: WalkedExchange, ending: Ending): boolean {
    if (ending === 'canceled' && !this.addCancel(walked, 'accepted')) return false;
    this.add(step);
    return ending !== 'succeeded' || this.addResult(walked, step);
  }

  private isAsked(step: WalkedExchange): boolean {
    return isSame(
      step,
      built(() => pollRequest(this.compiled, this.phase, this.scope())),
    );
  }

  private addCancel(walked: WalkedExchange[], verdict: 'accepted' | 'done'): boolean {
    const request = built(() => operationRequest(this.compiled, 'cancel', this.scope()));
    const cancel = walked.find(
      (step) => step.exchange.kind === 'cancel' && step.exchange.reading.verdict === verdict && isSame(step, request),
    );
    if (cancel !== undefined) this.add(cancel);
    return cancel !== undefined;
  }

  private addResult(walked: WalkedExchange[], { reply }: WalkedExchange): boolean {
    let request = built(() => resultRequest(this.compiled, { ...this.scope(), reply }));
    while (request !== undefined) {
      const wanted = request;
      const page = walked.find((step) => step.exchange.kind === 'result' && isSame(step, wanted));
      if (page === undefined || page.exchange.kind !== 'result') return false;
      this.add(page);
      const { nextUrl } = page.exchange.reading;
      request = nextUrl === undefined ? undefined : { ...wanted, url: nextUrl };
    }
    return true;
  }

  private add(step: WalkedExchange): void {
    this.story.push(step);
    this.job = { ...this.job, ...capturedBy(step) };
  }

  private scope(): Scope {
    const { input, key, name } = this.exchanges;
    return { ...this.story[0]!.scope, input, key, name, job: this.job, reply: undefined };
  }
}

function built(build: () => ProfileRequest | undefined): ProfileRequest | undefined {
  try {
    return build();
  } catch (error) {
    if (error instanceof RequestFault) return undefined;
    throw error;
  }
}

function isSame({ expectedRequest }: WalkedExchange, request: ProfileRequest | undefined): boolean {
  const { actual, expected } = compareRequests(request, { ...expectedRequest, headers: {} });
  return isDeepStrictEqual(actual, expected);
}
