import type { Addition } from './supplement.contract.js';
import type { Captures } from '../profile/scope.js';
import type { DraftReply, Manner, Standing } from './dialect.js';
import { isHeaderText } from './write-locator.js';
import { type Answer, templateScope } from './write-scope.js';
import { type Sketch, isPlain, layOver } from './write-sketch.js';
import { renderJson, renderText } from './write-template.js';

/** A reply that says nothing yet. */
export const NOTHING: Sketch = Object.freeze({ code: 200, headers: Object.freeze({}) as Record<string, string> });

/** The sketch with what a supplement adds to it, in order; `more` is at hand as job.<name> besides. */
export function withAdditions(
  sketch: Sketch,
  additions: (Addition | undefined)[],
  answer: Answer,
  more?: Captures,
): Sketch {
  const given = additions.filter((addition) => addition !== undefined);
  if (given.length === 0) return sketch;
  const scope = templateScope(answer, more);
  let at = sketch;
  for (const { code, headers = {}, body, text } of given) {
    at = { ...at, headers: { ...at.headers }, ...(code === undefined ? {} : { code }) };
    for (const [name, template] of Object.entries(headers)) {
      const value = renderText(template, scope);
      if (value !== undefined) at.headers[name.toLowerCase()] = value;
    }
    if (body !== undefined) at.body = layOver(at.body, renderJson(body, scope));
    if (text !== undefined) at.text = renderText(text, scope) ?? '';
  }
  return at;
}

/** Whether a supplement says what there is in the body. */
export function isShaped(addition: Addition | undefined): boolean {
  return addition?.body !== undefined || addition?.text !== undefined;
}

/** What a poll has besides what the profile makes it say. */
export function pollAdditions({ dialect }: Answer, phase: number, standing: Standing) {
  const { poll } = dialect.supplement;
  const addition = Array.isArray(poll) ? poll[phase] : poll;
  const { when = {}, words = {} } = addition ?? {};
  // Most APIs say of a job that is being canceled, or is held, what they say of one that runs.
  const isLive = standing === 'canceling' || standing === 'paused';
  return {
    additions: [addition, when[standing] ?? (isLive ? when.running : undefined)],
    wordOf: (one: Standing): string | undefined => words[one] ?? (one === 'canceling' ? words.running : undefined),
  };
}

/** The reply as it goes out: URLs of the dialect in the form in which they are to be told, and no header that can't be sent. */
export function finished({ item: _item, ...sketch }: Sketch, manner: Manner): DraftReply {
  const { tell, base } = manner;
  const told = (value: unknown): unknown => (tell === undefined ? value : tellUrls(value, base, tell));
  const headers = Object.entries(sketch.headers).filter(([, value]) => isHeaderText(value));
  const code = manner.code ?? sketch.code;
  const head = { code, headers: Object.fromEntries(headers.map(([name, value]) => [name, told(value) as string])) };
  // These have no body (RFC 9110, sections 15.3.5 and 15.4.5).
  if (code === 204 || code === 304) return head;
  return { ...sketch, ...head, ...(sketch.body === undefined ? {} : { body: told(sketch.body) }) };
}

function tellUrls(value: unknown, base: string, tell: (url: string) => string): unknown {
  if (typeof value === 'string') return value.startsWith(`${base}/`) ? tell(value) : value;
  if (Array.isArray(value)) return value.map((one) => tellUrls(one, base, tell));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, tellUrls(child, base, tell)]));
}
