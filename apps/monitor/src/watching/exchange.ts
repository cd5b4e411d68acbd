import { type OperationKind, type ProfileRequest, type Redactor, type Reply, boundedJson } from '@app/contracts';

export type ExchangeStep = 'before' | 'start' | 'find' | 'poll' | OperationKind | 'result';

/** A request and its reply, as they are kept with a monitor: redacted and bounded. */
export interface Exchange {
  step: ExchangeStep;
  phase: string | null;
  request: { method: string; url: string; headers: Record<string, string>; body?: unknown };
  reply: { code: number; headers: Record<string, string>; body?: unknown; text?: string; url?: string };
}

const MAX_BODY_CHARACTERS = 8192;
/** The address of our own at which a job calls back is a secret between the remote side and us. */
const CALLBACK = /(\/api\/v1\/callbacks\/)[\w-]+/g;

/** What is kept of an exchange. Pure. */
export function exchangeOf(
  raw: { step: ExchangeStep; phase: string | null; request: ProfileRequest; reply: Reply },
  redact: Redactor,
): Exchange {
  const { step, phase, request, reply } = raw;
  return {
    step,
    phase,
    request: {
      method: request.method,
      url: redact.url(request.url),
      headers: redact.headers(request.headers),
      ...(request.body === undefined ? {} : { body: keptText(request.body, redact) }),
    },
    reply: {
      code: reply.code,
      headers: redact.headers(reply.headers),
      ...(reply.url === undefined ? {} : { url: redact.url(reply.url) }),
      ...(reply.body === undefined ? { text: cut(reply.text ?? '') } : { body: kept(redact.body(reply.body)) }),
    },
  };
}

function keptText(text: string, redact: Redactor): unknown {
  const hidden = text.replace(CALLBACK, '$1***');
  try {
    return kept(redact.body(JSON.parse(hidden)));
  } catch {
    return cut(hidden);
  }
}

function kept(body: unknown): unknown {
  const bounded = boundedJson(body, MAX_BODY_CHARACTERS);
  return bounded.isCut ? bounded.text : body;
}

function cut(text: string): string {
  return text.length <= MAX_BODY_CHARACTERS ? text : `${text.slice(0, MAX_BODY_CHARACTERS).toWellFormed()}…`;
}
