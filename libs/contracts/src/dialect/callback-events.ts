import type { Bound, CompiledDialect, IncomingRequest } from './dialect.js';
import { renderJson } from './write-template.js';
import { type CallbackEvent, callbackEvents } from './callback-event.js';

/**
 * Which events a job calls back for: those that its start lists in the words of the API, else those of the supplement.
 * Undefined where neither says.
 */
export function callbackEventsOf(
  { supplement: { callback } }: CompiledDialect,
  { input, key, name }: Bound,
  { body, text, headers }: IncomingRequest,
): CallbackEvent[] | undefined {
  const { on, asked, words = {} } = callback ?? {};
  if (asked === undefined) return on;
  const reply = { code: 0, headers, body, text, url: '', receivedAt: 0 };
  const wanted = renderJson(asked, { input, key, name, reply });
  if (!Array.isArray(wanted)) return on;
  return callbackEvents.filter((event) => words[event]?.some((word) => wanted.includes(word)));
}
