import { describe, expect, it } from '@jest/globals';
import { monitorStates } from '@app/contracts';
import { UnknownMonitorState, advance, begin, sendsRequests } from './monitor.machine.js';
import type { MonitorContext, MonitorEvent } from './monitor.types.js';

const error = { code: 'E', message: 'it went wrong' };
const request = { method: 'GET', url: 'https://api.test/result', headers: {} };
const seen = {
  at: 7,
  polls: 3,
  verdict: 'running' as const,
  statusWord: 'Queued',
  status: { jobStatus: 'Queued' },
  progress: null,
  captured: {},
  phase: null,
  retryAfterMs: null,
};
const doubted = { type: 'StartDoubted', at: 5, error } as const;
const asked = { at: 11, reason: 'r' };

/** One of each event, under the name that the table below uses. `*` marks a request that crosses over to the remote job. */
const events = {
  StartIntended: { type: 'StartIntended', at: 1, prepared: null },
  JobStarted: { type: 'JobStarted', at: 2, captured: { id: 'job-1' }, phase: null, retryAfterMs: null },
  StartRefused: { type: 'StartRefused', at: 3, error },
  StartDeferred: { type: 'StartDeferred', at: 4, error },
  DoubtedSafe: { ...doubted, safeToRepeat: true, canSearch: false },
  DoubtedUnsafe: { ...doubted, safeToRepeat: false, canSearch: false },
  DoubtedSearchable: { ...doubted, safeToRepeat: false, canSearch: true },
  JobNotFound: { type: 'JobNotFound', at: 6, isOver: false },
  SearchOver: { type: 'JobNotFound', at: 6, isOver: true },
  StatusSeen: { type: 'StatusSeen', ...seen },
  JobSucceeded: { type: 'JobSucceeded', ...seen, verdict: 'succeeded', fetch: null, result: null },
  SucceededFar: { type: 'JobSucceeded', ...seen, verdict: 'succeeded', fetch: request, result: null },
  JobFailed: { type: 'JobFailed', ...seen, verdict: 'failed', error },
  JobCanceled: { type: 'JobCanceled', ...seen, verdict: 'canceled' },
  JobLost: { type: 'JobLost', at: 8, polls: 3, error },
  PollFailed: { type: 'PollFailed', at: 9, polls: 3, failures: 1, isMissing: false, error, retryAfterMs: null },
  PollsExhausted: { type: 'PollsExhausted', at: 9, polls: 3, error },
  FetchFailed: { type: 'FetchFailed', at: 9, error },
  ResultKept: { type: 'ResultKept', at: 9, result: { kind: 'inline', value: 1 } },
  CancelTaken: { type: 'OperationTaken', at: 9, kind: 'cancel' },
  CancelDone: { type: 'OperationDone', at: 9, kind: 'cancel' },
  CancelGone: { type: 'OperationGone', at: 9, kind: 'cancel' },
  CancelRefused: { type: 'OperationRefused', at: 9, kind: 'cancel', error },
  CancelFailed: { type: 'OperationFailed', at: 9, kind: 'cancel', nextAt: 99 },
  PauseTaken: { type: 'OperationTaken', at: 9, kind: 'pause' },
  PauseDone: { type: 'OperationDone', at: 9, kind: 'pause' },
  DeadlinePassed: { type: 'DeadlinePassed', at: 10 },
  Suspend: { type: 'SuspendRequested', ...asked, crosses: false },
  'Suspend*': { type: 'SuspendRequested', ...asked, crosses: true },
  Resume: { type: 'ResumeRequested', ...asked, crosses: false },
  'Resume*': { type: 'ResumeRequested', ...asked, crosses: true },
  Cancel: { type: 'CancelRequested', ...asked, crosses: false },
  'Cancel*': { type: 'CancelRequested', ...asked, crosses: true },
  StartAgain: { type: 'StartAgainRequested', at: 14 },
  GiveUp: { type: 'GiveUpRequested', at: 15 },
} satisfies Record<string, MonitorEvent>;

type EventName = keyof typeof events;

const ended = 'JobSucceeded→Succeeded SucceededFar→Watching JobFailed→Failed JobCanceled→Canceled';
const suspends = 'Suspend→Suspended Suspend*→Suspended';
const ends = 'Cancel→Canceled Cancel*→Canceled DeadlinePassed→TimedOut';
const resumes = (to: string) => `Resume→${to} Resume*→${to}`;
const remembersEnd = 'Cancel→Starting Cancel*→Starting DeadlinePassed→TimedOut';
const remembers = `Suspend→Starting Suspend*→Starting ${remembersEnd}`;
const polls = 'StatusSeen→Watching JobLost→Lost PollFailed→Watching PollsExhausted→TimedOut';
const cancels =
  'CancelTaken→Watching CancelDone→Canceled CancelGone→Watching CancelRefused→Watching CancelFailed→Watching';

/** Every state, with what the context adds to it: which events it takes and where each leads. It takes no other. */
const table: Record<string, string> = {
  Pending: `StartIntended→Starting StartRefused→Failed StartDeferred→Pending ${suspends} ${ends}`,
  Starting: `JobStarted→Watching ${ended} StartRefused→Failed StartDeferred→Pending DoubtedSafe→Starting
    DoubtedUnsafe→StartUnknown DoubtedSearchable→StartUnknown ${remembers}`,
  'Starting/cancel': `JobStarted→Watching ${ended} StartRefused→Canceled StartDeferred→Canceled DoubtedSafe→Starting
    DoubtedUnsafe→Canceled DoubtedSearchable→StartUnknown ${remembersEnd}`,
  'Starting/detach': `JobStarted→Canceled ${ended} StartRefused→Canceled StartDeferred→Canceled DoubtedSafe→Canceled
    DoubtedUnsafe→Canceled DoubtedSearchable→Canceled ${remembersEnd}`,
  'Starting/suspend': `JobStarted→Suspended ${ended} StartRefused→Failed StartDeferred→Suspended DoubtedSafe→Starting
    DoubtedUnsafe→Suspended DoubtedSearchable→Suspended ${remembers} ${resumes('Starting')}`,
  'Starting/pause': `JobStarted→Suspended ${ended} StartRefused→Failed StartDeferred→Suspended DoubtedSafe→Starting
    DoubtedUnsafe→Suspended DoubtedSearchable→Suspended ${remembers} ${resumes('Starting')}`,
  StartUnknown: `JobStarted→Watching ${ended} StartRefused→Failed JobNotFound→StartUnknown SearchOver→StartUnknown
    StartAgain→Pending GiveUp→Lost ${suspends} ${ends}`,
  'StartUnknown+search': `JobStarted→Watching ${ended} StartRefused→Failed JobNotFound→StartUnknown
    SearchOver→StartUnknown StartAgain→Pending GiveUp→Lost ${suspends} Cancel→Canceled Cancel*→StartUnknown
    DeadlinePassed→TimedOut`,
  'StartUnknown/cancel': `JobStarted→Watching ${ended} StartRefused→Failed JobNotFound→StartUnknown
    SearchOver→Canceled StartAgain→Pending GiveUp→Lost ${ends}`,
  Watching: `${polls} ${ended} ${suspends} Cancel→Canceled Cancel*→Watching DeadlinePassed→TimedOut`,
  'Watching+cancel': `${polls} ${ended} ${cancels} Cancel→Canceled DeadlinePassed→TimedOut`,
  'Watching+pause': `${polls} ${ended} PauseTaken→Watching PauseDone→Watching ${suspends} Cancel→Canceled
    Cancel*→Watching DeadlinePassed→TimedOut`,
  'Watching+fetch': `FetchFailed→Watching ResultKept→Succeeded ${suspends} Cancel→Succeeded Cancel*→Succeeded DeadlinePassed→Succeeded`,
  'Suspended/Pending': `${resumes('Pending')} ${ends}`,
  'Suspended/StartUnknown': `JobStarted→Suspended StartAgain→Suspended GiveUp→Lost ${resumes('StartUnknown')} ${ends}`,
  'Suspended/StartUnknown+search': `JobStarted→Suspended StartAgain→Suspended GiveUp→Lost ${resumes('StartUnknown')}
    Cancel→Canceled Cancel*→StartUnknown DeadlinePassed→TimedOut`,
  'Suspended/Watching': `${resumes('Watching')} Cancel→Canceled Cancel*→Watching DeadlinePassed→TimedOut`,
  'Suspended/Watching+pause': `PauseTaken→Suspended PauseDone→Suspended ${resumes('Watching')} Cancel→Canceled
    Cancel*→Watching DeadlinePassed→TimedOut`,
  'Suspended/Watching+fetch': `${resumes('Watching')} Cancel→Succeeded Cancel*→Succeeded DeadlinePassed→Succeeded`,
  Succeeded: '',
  Failed: '',
  Canceled: '',
  TimedOut: '',
  Lost: '',
};

const cases = Object.entries(table).flatMap(([from, taken]) => {
  const targets = new Map(taken.split(/\s+/).map((move) => move.split('→') as [string, string]));
  return (Object.keys(events) as EventName[]).map((event) => ({ from, event, to: targets.get(event) ?? '-' }));
});

/** `State/request or where it goes on`, `+operation under way, fetch or search`. */
function monitorIn(from: string): { state: (typeof monitorStates)[number]; context: MonitorContext } {
  const [place, doing] = from.split('+') as [string, string | undefined];
  const [state, detail] = place.split('/') as [(typeof monitorStates)[number], string | undefined];
  const context = begin({ startKey: 'key', job: null }).context;
  if (state === 'Suspended') context.resumeTo = detail as MonitorContext['resumeTo'];
  else context.requested = (detail ?? null) as MonitorContext['requested'];
  if (state === 'Watching' || detail === 'Watching') context.job = { id: 'job-0' };
  if (doing === 'fetch') context.fetch = request;
  else if (doing === 'search') context.search = { attempts: 1 };
  else if (doing !== undefined) context.operation = { kind: doing as 'cancel', attempts: 0, nextAt: 1 };
  return { state, context };
}

describe('The monitor’s machine', () => {
  it.each(cases)('$from × $event → $to', ({ from, event, to }) => {
    const current = monitorIn(from);

    const next = advance(current, events[event]);

    expect(next.changed ? next.state : '-').toBe(to);
    if (!next.changed) expect(next.context).toEqual(current.context);
  });

  it('has a row for every state, and rows that name events alone', () => {
    const named = Object.values(table).flatMap((row) => row.split(/\s+/).filter(Boolean));

    expect(new Set(Object.keys(table).map((from) => from.split(/[/+]/)[0]))).toEqual(new Set(monitorStates));
    expect(Object.keys(events)).toEqual(expect.arrayContaining(named.map((move) => move.split('→')[0])));
  });

  it('begins Pending, or Watching where the job is known already', () => {
    expect(begin({ startKey: 'k', job: null })).toMatchObject({
      state: 'Pending',
      context: { startKey: 'k', job: null },
    });
    expect(begin({ startKey: 'k', job: { id: 'j' } })).toMatchObject({
      state: 'Watching',
      context: { job: { id: 'j' } },
    });
  });

  it('changes nothing of what it is given', () => {
    const current = monitorIn('Watching');
    const before = structuredClone(current);

    advance(current, events.JobSucceeded);

    expect(current).toEqual(before);
  });

  it('remembers where a suspended monitor goes on', () => {
    expect(advance(monitorIn('Watching'), events.Suspend).context.resumeTo).toBe('Watching');
    expect(advance(monitorIn('Pending'), events.Suspend).context.resumeTo).toBe('Pending');
    expect(advance(monitorIn('Starting/suspend'), events.DoubtedUnsafe).context.resumeTo).toBe('StartUnknown');
    expect(advance(monitorIn('Suspended/StartUnknown'), events.JobStarted).context).toMatchObject({
      resumeTo: 'Watching',
      job: { id: 'job-1' },
    });
  });

  it('adds to what is known of the job, from the requests before the start on', () => {
    const started = advance(
      advance(monitorIn('Pending'), { ...events.StartIntended, prepared: { upload: 'u', id: 'early' } }),
      events.JobStarted,
    );
    const moved = advance(started, { ...events.StatusSeen, captured: { statusUrl: 'https://api.test/2' } });

    expect(started.context.job).toEqual({ upload: 'u', id: 'job-1' });
    expect(moved.context.job).toEqual({ upload: 'u', id: 'job-1', statusUrl: 'https://api.test/2' });
  });

  it('keeps a streak of failures from its beginning and forgets it at the first good answer', () => {
    const once = advance(monitorIn('Watching'), { ...events.PollFailed, at: 100, failures: 1 });
    const again = advance(once, { ...events.PollFailed, at: 200, failures: 4 });
    const well = advance(again, events.StatusSeen);

    expect(again.context.trouble).toEqual({ since: 100, count: 4, error });
    expect(well.context.trouble).toBeNull();
  });

  describe('A cancel that crosses over', () => {
    it('is asked of the job at once, and the job is watched on', () => {
      const { context } = advance(monitorIn('Watching'), events['Cancel*']);

      expect(context.operation).toEqual({ kind: 'cancel', attempts: 0, nextAt: 11 });
      expect(advance({ state: 'Watching', context }, events.CancelTaken).context.operation?.nextAt).toBeNull();
    });

    it('waits in Starting for the job to be known', () => {
      const waiting = advance(monitorIn('Starting'), events['Cancel*']);
      const started = advance(waiting, events.JobStarted);

      expect(waiting.context).toMatchObject({ requested: 'cancel', operation: null });
      expect(started).toMatchObject({ state: 'Watching', context: { requested: null, operation: { kind: 'cancel' } } });
    });

    it('that is refused leaves the job watched, and says why', () => {
      const { context } = advance(monitorIn('Watching+cancel'), events.CancelRefused);

      expect(context).toMatchObject({ operation: null, operationError: error });
    });

    it('does not keep a job that completed meanwhile from having succeeded', () => {
      expect(advance(monitorIn('Watching+cancel'), events.JobSucceeded)).toMatchObject({
        state: 'Succeeded',
        context: { operation: null },
      });
    });
  });

  it('a job that has succeeded has succeeded, also where its result was not to be had', () => {
    const { state, context } = advance(monitorIn('Watching+fetch'), events.DeadlinePassed);

    expect(state).toBe('Succeeded');
    expect(context.result).toMatchObject({ kind: 'missed', error: { code: 'deadline-passed' } });
  });

  it('sends nothing while it waits for a person', () => {
    const sending = Object.keys(table).filter((from) => sendsRequests(monitorIn(from)));

    expect(sending.filter((from) => /Suspended|StartUnknown/.test(from))).toEqual([
      'StartUnknown+search',
      'Suspended/Watching+pause',
    ]);
  });

  it('refuses a stored state that the chart does not know', () => {
    const { context } = monitorIn('Watching');

    expect(() => advance({ state: 'Dreaming' as never, context }, events.StatusSeen)).toThrow(UnknownMonitorState);
  });
});
