import { type BodyFault, type DraftReply, type FaultReply, jsonText } from '@app/contracts';
import type { FaultEffects } from './fault-effects.js';
import type { ReplyPlan } from './reply-plan.js';
import { faultHint } from './retry-after-text.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT_TYPE = 'text/plain; charset=utf-8';

const ERROR_PAGE = `<!DOCTYPE html>
<html><head><title>Bad Gateway</title></head>
<body><center><h1>Bad Gateway</h1></center><hr><center>proxy</center></body></html>
`;

/** A body as text, and its type where it has one. */
interface Content {
  text: string;
  type?: string;
}

/** What stands in the place of the true body. The other faults are of the way in which it goes out. */
const otherBodies: Partial<Record<BodyFault, Content>> = {
  html: { text: ERROR_PAGE, type: 'text/html; charset=utf-8' },
  empty: { text: '' },
  garbage: { text: `)]}',\n\u0001 no JSON \ufffd {`, type: JSON_TYPE },
  'other-shape': { text: '{"notice":"This is JSON, and says nothing of the job"}', type: JSON_TYPE },
};

/** Codes of replies that never have a body (RFC 9110, sections 15.3.5 and 15.4.5). */
const BODILESS = new Set([204, 304]);
const NO_CONTENT: Content = { text: '' };

const manners: Partial<Record<BodyFault, ReplyPlan['manner']>> = { truncated: 'truncated', slow: 'slow', huge: 'huge' };

/**
 * How a draft goes out under what goes wrong. The draft is the true reply, or where `insteadOf` says so that error as the
 * API tells it. `now` is what the reply's Date will say, in milliseconds.
 */
export function applyFaults(draft: DraftReply, effects: FaultEffects, now: number): ReplyPlan {
  const { delayMs = 0, connection, lost, reply, body } = effects;
  const { code, headers, text, type } = reply === undefined ? sent(draft) : sentInstead(draft, reply, now);
  const other = body === undefined ? undefined : otherBodies[body];
  const content = BODILESS.has(code) ? NO_CONTENT : (other ?? { text, ...(type !== undefined && { type }) });
  return {
    delayMs,
    ...(connection !== undefined ? { connection } : lost === true ? { connection: 'reset' } : {}),
    code,
    headers: content.type === undefined ? headers : { ...headers, 'content-type': content.type },
    body: content.text,
    manner: (body === undefined ? undefined : manners[body]) ?? 'whole',
  };
}

type SentDraft = Content & Pick<DraftReply, 'code' | 'headers'>;

/** The type stands apart from the other headers, for another body has another one. */
function sent({ code, headers: { 'content-type': type, ...headers }, body, text }: DraftReply): SentDraft {
  if (text !== undefined) return { code, headers, text, type: type ?? TEXT_TYPE };
  if (body === undefined) return { code, headers, text: '', ...(type !== undefined && { type }) };
  return { code, headers, text: jsonText(body) ?? '', type: type ?? JSON_TYPE };
}

function sentInstead(draft: DraftReply, reply: FaultReply, now: number): SentDraft {
  const hasOwnBody = reply.body !== undefined || reply.text !== undefined;
  const own = Object.entries(reply.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const { 'content-type': type, ...headers } = draft.headers;
  const hint = faultHint(reply.retryAfter, now);
  if (hint !== undefined) for (const name of ['retry-after', 'retry-after-ms']) delete headers[name];
  return sent({
    code: reply.code,
    headers: {
      ...headers,
      ...(type !== undefined && !hasOwnBody && { 'content-type': type }),
      ...hint,
      ...(Object.fromEntries(own) as Record<string, string>),
    },
    ...(hasOwnBody ? { body: reply.body, ...textOf(reply) } : { body: draft.body, ...textOf(draft) }),
  });
}

function textOf({ text }: { text?: string | undefined }): { text?: string } {
  return text === undefined ? {} : { text };
}
