import { DURABLE_FUNCTIONS_PATH } from '../check-status.js';

/** What comes before an instance id, and the rest of the path. */
const ADDRESSED = new RegExp(`^(${DURABLE_FUNCTIONS_PATH}/(instances|orchestrators/[^/]+)/)(.+)$`, 's');

/** A rest that ends in a command: the id, and the command's own part. The last word counts, for ids hold anything. */
const COMMAND = /^(.+)\/(terminate|suspend|resume|rewind|restart)\/?$/s;
const RAISED_EVENT = /^(.+)\/raiseEvent\/(.+?)\/?$/s;

/**
 * Puts a raw URL of the Durable Functions HTTP API into the form that the routes expect. The official client does not
 * encode ids, so one that holds slashes arrives as several segments; they become one. What follows `orchestrators/{name}/`
 * is the id, and so is what follows `instances/` where an instance is read or purged: a command's name at its end then
 * belongs to the id. Commands are sent by POST.
 */
export function durableFunctionsUrl(url: string, method: string): string {
  const pathEnd = url.search(/[?#]/);
  const path = pathEnd === -1 ? url : url.slice(0, pathEnd);
  const [, head, collection, rest] = ADDRESSED.exec(path) ?? [];
  if (head === undefined || rest === undefined) return url;
  const takesCommands = collection === 'instances' && method !== 'GET' && method !== 'DELETE';
  return head + (takesCommands ? commandSegments(rest) : oneSegment(rest)) + url.slice(path.length);
}

function commandSegments(rest: string): string {
  const [, id, command] = COMMAND.exec(rest) ?? [];
  if (id !== undefined) return `${oneSegment(id)}/${command}`;
  const [, target, eventName] = RAISED_EVENT.exec(rest) ?? [];
  if (target !== undefined) return `${oneSegment(target)}/raiseEvent/${oneSegment(eventName!)}`;
  return oneSegment(rest);
}

function oneSegment(text: string): string {
  return text.replaceAll('/', '%2F');
}
