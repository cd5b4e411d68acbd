import { parseJson } from '@app/contracts';

/**
 * The JSON of a reply, as it can be stored, or undefined where it is none. Of a stream of events it is the JSON of the
 * last whole one: how some servers answer a request that takes both (WHATWG HTML, section 9.2.6).
 */
export function parseReplyBody(text: string, contentType = 'application/json'): unknown {
  return contentType.startsWith('text/event-stream') ? lastEvent(text) : parseJson(text);
}

function lastEvent(text: string): unknown {
  const events = text.replaceAll('\r\n', '\n').split('\n\n').slice(0, -1);
  for (const event of events.reverse()) {
    const data = event.split('\n').filter((line) => line.startsWith('data:'));
    const body = parseJson(data.map((line) => line.slice('data:'.length)).join('\n'));
    if (body !== undefined) return body;
  }
  return undefined;
}
