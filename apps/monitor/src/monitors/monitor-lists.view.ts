import {
  type EventPage,
  type Exchanges,
  type MonitorPage,
  type MonitorState,
  type MonitorsQuery,
  type Redactor,
  cursorOf,
} from '@app/contracts';
import type { MonitorEventEntity } from '../events/monitor-event.entity.js';
import type { ExchangeRow } from './monitor-exchanges.repository.js';
import type { MonitorFilter, MonitorRow } from './monitor-list.repository.js';
import { toSummary } from './monitor.view.js';

/** A page is asked for with one row more than it holds, which tells whether there is a next. */
export function toFilter(query: MonitorsQuery): MonitorFilter {
  const { state, outcome, profile, name, label, createdFrom, createdTo, limit, cursor } = query;
  const states: MonitorState[] | undefined =
    state === undefined ? outcome : outcome === undefined ? state : outcome.filter((word) => state.includes(word));
  const position = { after: cursor, limit: limit + 1 };
  return { states, profile, namePrefix: name, labels: label, createdFrom, createdTo, ...position };
}

export function toPage(
  publicBaseUrl: string,
  rows: MonitorRow[],
  limit: number,
  redactorFor: (monitor: MonitorRow) => Redactor,
): MonitorPage {
  const shown = rows.slice(0, limit);
  const monitors = shown.map((row) => toSummary(publicBaseUrl, row, redactorFor(row)));
  return rows.length <= limit ? { monitors } : { monitors, next: cursorOf(shown.at(-1)!) };
}

export function toEventPage(entries: MonitorEventEntity[], limit: number, redact: Redactor): EventPage {
  const events = entries.slice(0, limit).map(({ sequence, type, at, data }) => ({
    sequence,
    type,
    at: at.toISOString(),
    data: redact.body(data) as Record<string, unknown>,
  }));
  return entries.length <= limit ? { events } : { events, next: events.at(-1)!.sequence };
}

/** Redacted when they were kept; but who knows the address of the callback could call back. */
export function toExchanges(kept: ExchangeRow[], callbackToken: string | null): Exchanges {
  const exchanges = kept.map(({ at, step, phase, request, reply }, index) => ({
    exchange: index + 1,
    at: at.toISOString(),
    step,
    phase,
    request: without(callbackToken, request),
    reply: reply && without(callbackToken, reply),
  }));
  return { exchanges };
}

function without(secret: string | null, value: Record<string, unknown>): Record<string, unknown> {
  if (secret === null) return value;
  return JSON.parse(JSON.stringify(value).replaceAll(secret, '***')) as Record<string, unknown>;
}
