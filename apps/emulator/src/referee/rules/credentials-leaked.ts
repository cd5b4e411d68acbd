import type { CredentialNote, NumberedEntry } from '../journal-entry.js';
import { type Offence, type Rule, http, verdictOf } from '../rule.js';

/** URLs of these requests are the client's own, so what stands in their queries was not handed out by the API. */
const own = new Set(['before', 'start', 'find']);

/** Credentials that went to a place that is not the API's. */
export const credentialsLeaked: Rule = {
  name: 'credentials-leaked',
  severity: 'error',
  expected:
    "Send credentials to the API's own origin alone: drop them where a Location or a redirect leads to another scheme, host or port",
  source: http('15.4', 'Redirection 3xx: Authorization and Cookie are among the fields to remove'),
  judge: ({ clients }) => verdictOf(clients.flatMap((entries) => [...judgeClient(entries)])),
};

function* judgeClient(entries: NumberedEntry[]): Generator<Offence | null> {
  const known = new Map<string, CredentialNote>();
  for (const entry of entries) {
    if (entry.isForeign) yield judgeForeign(entry, known);
    else for (const note of entry.credentials) if (isOwn(note, entry)) known.set(note.print, note);
  }
}

/** A credential of the client, not a signature in a URL that the API gave it. */
function isOwn({ place }: CredentialNote, { kind }: NumberedEntry): boolean {
  return place === 'header' || own.has(kind);
}

function judgeForeign(entry: NumberedEntry, known: ReadonlyMap<string, CredentialNote>): Offence | null {
  const sent = entry.credentials.find(({ place }) => place === 'header');
  if (sent !== undefined) return { entry, what: `Sent the header ${sent.name} to another origin` };
  const print = entry.carried.find((value) => known.has(value));
  if (print === undefined) return null;
  const { name } = known.get(print)!;
  return { entry, what: `Sent to another origin what it sends to the API as ${name}` };
}
