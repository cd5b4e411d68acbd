import { parseReplyBody } from './reply-body.js';
import type { TargetReply } from './target-answer.js';

const CONCEALED = '***';
/** A shorter text stands in replies by chance, too. */
const LEAST_CHARACTERS = 6;

/**
 * A reply without the credentials that were sent for it, where the remote side repeats them: in links to itself, in
 * errors, in what it read. So nothing that is captured, shown or kept of a reply can hold them. Pure.
 */
export function conceal(reply: TargetReply, credentials: readonly string[]): TargetReply {
  const hidden = credentials.filter((text) => text.length >= LEAST_CHARACTERS).flatMap(spellings);
  const holds = (text: string | undefined): boolean => text !== undefined && hidden.some((part) => text.includes(part));
  const without = (text: string): string => hidden.reduce((rest, part) => rest.replaceAll(part, CONCEALED), text);
  const headers = Object.values(reply.headers).some(holds)
    ? Object.fromEntries(Object.entries(reply.headers).map(([name, value]) => [name, value && without(value)]))
    : reply.headers;
  if (holds(reply.text)) {
    const text = without(reply.text);
    return {
      ...reply,
      headers,
      text,
      body: reply.isTruncated ? undefined : parseReplyBody(text, headers['content-type']),
    };
  }
  // Behind the escapes of JSON a credential is no longer the text that it is.
  if (reply.text.includes('\\') && reply.body !== undefined && holds(JSON.stringify(reply.body))) {
    const body: unknown = JSON.parse(without(JSON.stringify(reply.body)));
    return { ...reply, headers, text: JSON.stringify(body), body };
  }
  return headers === reply.headers ? reply : { ...reply, headers };
}

/** A text as it is, percent-encoded, and between the quotes of JSON. */
function spellings(text: string): string[] {
  return [...new Set([text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1)])];
}
