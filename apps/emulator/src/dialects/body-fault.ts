import {
  type CompiledDialect,
  type ErrorToWrite,
  type IncomingRequest,
  type RouteMatch,
  parseJson,
} from '@app/contracts';
import { isBrokenJson, isJsonType } from './incoming-request.js';
import { openingStep } from './opening-step.js';

/** What JSON is called by clients that forget to say so: by nothing, or by what curl and others say of their own accord. */
const FORGETFUL = /^($|application\/x-www-form-urlencoded|application\/octet-stream|text\/plain)/i;

/** What of a request's body keeps it from being done; undefined where nothing does. Pure. */
export function bodyFault(
  dialect: CompiledDialect,
  { route }: Pick<RouteMatch, 'route'>,
  incoming: IncomingRequest,
): ErrorToWrite | undefined {
  const { method, text } = incoming;
  if (text === undefined || method === 'GET' || method === 'HEAD') return undefined;
  if (isBrokenJson(incoming)) return { kind: 'other', status: 400, message: 'The body is no JSON' };
  if (!startsJob(dialect, route) || isOfTakenType(dialect, route, incoming)) return undefined;
  return { kind: 'other', status: 415, message: 'Send application/json' };
}

function startsJob(dialect: CompiledDialect, { kind, index }: RouteMatch['route']): boolean {
  if (kind === 'other') return dialect.supplement.routes?.[index]?.does === 'start';
  return kind === 'start' || (kind === 'before' && index === openingStep(dialect));
}

/** Where the API takes JSON alone, nothing else will do; forms and texts of other APIs are taken whatever they are called. */
function isOfTakenType({ routes }: CompiledDialect, { kind, index }: RouteMatch['route'], incoming: IncomingRequest) {
  const taken = routes.find(({ route }) => route.kind === kind && route.index === index)?.body;
  if (taken?.kind !== 'json') return true;
  const { text = '', headers } = incoming;
  const type = headers['content-type'] ?? '';
  return isJsonType(type) || (FORGETFUL.test(type) && parseJson(text) !== undefined);
}
