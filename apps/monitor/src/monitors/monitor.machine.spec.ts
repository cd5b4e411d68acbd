import { describe, expect, it } from '@jest/globals';
import { monitorStates } from '@app/contracts';
import { UnknownMonitorState, advance, begin } from './monitor.machine.js';
import type { MonitorContext, MonitorEvent } from './monitor.types.js';

const error = { code: 'E', message: 'it went wrong' };
const seen = { at: 7, polls: 3, statusWord: 'Queued', status: { jobStatus: 'Queued' }, retryAfterMs: null };

/** One of each event, under the name that the table below uses. */
const events = {
  StartIntended: { type: 'StartIntended', at: 1 },
  JobStarted: { type: 'JobStarted', at: 2, jobId: 'job-1', retryAfterMs: null },
  StartRefused: { type: 'StartRefused', at: 3, error },
  StartDeferred: { type: 'StartDeferred', at: 4, error },
  'StartDoubted (safe)': { type: 'StartDoubted', at: 5, error, safeToRepeat: true },
  'StartDoubted (unsafe)': { type: 'StartDoubted', at: 6, error, safeToRepeat: false },
  StatusSeen: { type: 'StatusSeen', ...seen },
  JobSucceeded: { type: 'JobSucceeded', ...seen },
  JobFailed: { type: 'JobFailed', ...seen, error },
  JobCanceled: { type: 'JobCanceled', ...seen },
  JobLost: { type: 'JobLost', at: 8, polls: 3, error },
  PollFailed: { type: 'PollFailed', at: 9, polls: 3, failures: 1, error, retryAfterMs: null },
  DeadlinePassed: { type: 'DeadlinePassed', at: 10 },
  SuspendRequested: { type: 'SuspendRequested', at: 11, reason: 'r' },
  ResumeRequested: { type: 'ResumeRequested', at: 12, reason: 'r' },
  CancelRequested: { type: 'CancelRequested', at: 13, reason: 'r' },
} satisfies Record<string, MonitorEvent>;

type EventName = keyof typeof events;

/** Every state, with what the context adds to it, by every event: the next state, or `-` where the event is not taken. */
const table: Record<string, Record<EventName, string>> = Object.fromEntries(
  `
  from                      | StartIntended JobStarted StartRefused StartDeferred StartDoubted(safe) StartDoubted(unsafe) StatusSeen JobSucceeded JobFailed JobCanceled JobLost PollFailed DeadlinePassed SuspendRequested ResumeRequested CancelRequested
  Pending                   | Starting      -          -            -             -                  -                    -          -            -         -           -       -          TimedOut       Suspended        -               Canceled
  Starting                  | -             Watching   Failed       Pending       Starting           StartUnknown         -          -            -         -           -       -          TimedOut       Starting         -               Starting
  Starting/cancel           | -             Canceled   Canceled     Canceled      Canceled           Canceled             -          -            -         -           -       -          TimedOut       Starting         -               Starting
  Starting/suspend          | -             Suspended  Failed       Suspended     Starting           Suspended            -          -            -         -           -       -          TimedOut       Starting         Starting        Starting
  StartUnknown              | -             Watching   Failed       -             -                  -                    -          -            -         -           -       -          TimedOut       Suspended        -               Canceled
  Watching                  | -             -          -            -             -                  -                    Watching   Succeeded    Failed    Canceled    Lost    Watching   TimedOut       Suspended        -               Canceled
  Suspended/Pending         | -             -          -            -             -                  -                    -          -            -         -           -       -          TimedOut       -                Pending         Canceled
  Suspended/StartUnknown    | -             Suspended  -            -             -                  -                    -          -            -         -           -       -          TimedOut       -                StartUnknown    Canceled
  Suspended/Watching        | -             -          -            -             -                  -                    -          -            -         -           -       -          TimedOut       -                Watching        Canceled
  Succeeded                 | -             -          -            -             -                  -                    -          -            -         -           -       -          -              -                -               -
  Failed                    | -             -          -            -             -                  -                    -          -            -         -           -       -          -              -                -               -
  Canceled                  | -             -          -            -             -                  -                    -          -            -         -           -       -          -              -                -               -
  TimedOut                  | -             -          -            -             -                  -                    -          -            -         -           -       -          -              -                -               -
  Lost                      | -             -          -            -             -                  -                    -          -            -         -           -       -          -              -                -               -
  `
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [from, row] = line.split('|') as [string, string];
      const cells = row.trim().split(/\s+/);
      return [from.trim(), Object.fromEntries((Object.keys(events) as EventName[]).map((name, i) => [name, cells[i]]))];
    }),
) as Record<string, Record<EventName, string>>;

function monitorIn(from: string): { state: (typeof monitorStates)[number]; context: MonitorContext } {
  const [state, detail] = from.split('/') as [(typeof monitorStates)[number], string | undefined];
  const context = begin({ startKey: 'key', jobId: null }).context;
  if (state === 'Suspended') return { state, context: { ...context, resumeTo: detail as MonitorContext['resumeTo'] } };
  return { state, context: { ...context, requested: (detail ?? null) as MonitorContext['requested'] } };
}

const cases = Object.entries(table).flatMap(([from, row]) =>
  Object.entries(row).map(([event, to]) => ({ from, event: event as EventName, to })),
);

describe('The monitor’s machine', () => {
  it.each(cases)('$from × $event → $to', ({ from, event, to }) => {
    const current = monitorIn(from);

    const next = advance(current, events[event]);

    expect(next.changed ? next.state : '-').toBe(to);
    if (!next.changed) expect(next.context).toEqual(current.context);
  });

  it('has a row for every state and a column for every event', () => {
    expect(new Set(Object.keys(table).map((from) => from.split('/')[0]))).toEqual(new Set(monitorStates));
    for (const row of Object.values(table)) expect(Object.values(row)).toHaveLength(Object.keys(events).length);
    expect(Object.values(table).flatMap((row) => Object.values(row))).not.toContain(undefined);
  });

  it('begins Pending, or Watching where the job is known already', () => {
    expect(begin({ startKey: 'k', jobId: null })).toMatchObject({
      state: 'Pending',
      context: { startKey: 'k', jobId: null },
    });
    expect(begin({ startKey: 'k', jobId: 'j' })).toMatchObject({ state: 'Watching', context: { jobId: 'j' } });
  });

  it('changes nothing of what it is given', () => {
    const current = monitorIn('Watching');
    const before = structuredClone(current);

    advance(current, events.JobSucceeded);

    expect(current).toEqual(before);
  });

  it('remembers where a suspended monitor goes on', () => {
    expect(advance(monitorIn('Watching'), events.SuspendRequested).context.resumeTo).toBe('Watching');
    expect(advance(monitorIn('Pending'), events.SuspendRequested).context.resumeTo).toBe('Pending');
    expect(advance(monitorIn('Starting/suspend'), events['StartDoubted (unsafe)']).context.resumeTo).toBe(
      'StartUnknown',
    );
    expect(advance(monitorIn('Suspended/StartUnknown'), events.JobStarted).context).toMatchObject({
      resumeTo: 'Watching',
      jobId: 'job-1',
    });
  });

  it('keeps a streak of failures from its beginning and forgets it at the first good answer', () => {
    const once = advance(monitorIn('Watching'), { ...events.PollFailed, at: 100, failures: 1 });
    const again = advance(once, { ...events.PollFailed, at: 200, failures: 4 });
    const well = advance(again, events.StatusSeen);

    expect(again.context.trouble).toEqual({ since: 100, count: 4, error });
    expect(well.context.trouble).toBeNull();
  });

  it('refuses a stored state that the chart does not know', () => {
    const { context } = monitorIn('Watching');

    expect(() => advance({ state: 'Dreaming' as never, context }, events.StatusSeen)).toThrow(UnknownMonitorState);
  });
});
