import { type GivenReply, type Reply, faultsOf, givenReplySchema } from '@app/contracts';
import { ProfileFaulty, readText } from '@app/documents';
import { parseReplyBody } from '../targets/reply-body.js';

/** A reply that somebody wrote down, as if it had come over the wire. Pure. */
export function toReply(given: GivenReply, { at, url }: { at: number; url: string | undefined }): Reply {
  const headers = Object.entries(given.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const text = given.text ?? (given.body === undefined ? undefined : JSON.stringify(given.body));
  const reply: Reply = {
    code: given.code,
    headers: Object.fromEntries(headers) as Reply['headers'],
    body: given.body ?? (given.text === undefined ? undefined : parseReplyBody(given.text)),
    receivedAt: given.receivedAt === undefined ? at : Date.parse(given.receivedAt),
  };
  const answeredBy = given.url ?? url;
  return {
    ...reply,
    ...(text === undefined ? {} : { text }),
    ...(answeredBy === undefined ? {} : { url: answeredBy }),
  };
}

/**
 * Reads a reply from a file: `{code, headers, body|text, url}` as JSON or YAML, or what `curl -i` shows. Throws TextMalformed
 * and ProfileFaulty. Pure.
 */
export function readGivenReply(text: string): GivenReply {
  if (/^HTTP\/[\d.]+ /.test(text)) return fromHttp(text);
  const parsed = givenReplySchema.safeParse(parseReplyBody(text) ?? readText(text).value);
  if (!parsed.success) throw new ProfileFaulty(faultsOf(parsed.error, givenReplySchema));
  return parsed.data;
}

/** The last of several: curl shows each reply on a way of redirects, and interim ones. */
function fromHttp(text: string): GivenReply {
  const [, head = '', , body = ''] = /^([^]*?)(\r?\n\r?\n|$)([^]*)$/.exec(text) ?? [];
  if (/^HTTP\/[\d.]+ \d{3}/.test(body)) return fromHttp(body);
  const [statusLine = '', ...lines] = head.split(/\r?\n/);
  const headers = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  const code = Number(statusLine.split(' ')[1]);
  return {
    code,
    headers: Object.fromEntries(headers) as Record<string, string>,
    ...(body === '' ? {} : { text: body }),
  };
}
