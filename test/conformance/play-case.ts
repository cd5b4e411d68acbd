import {
  type MonitorRepresentation,
  type RefereeReport,
  callbacksSchema,
  eventPageSchema,
  refereeReportSchema,
} from '@app/contracts';
import type { CallbackNote, JournalEntry } from '../../apps/emulator/src/referee/journal-entry.js';
import { send } from '../support/raw-http.js';
import type { ApiReplica } from '../support/monitor-api.js';
import type { Case } from './axes.js';
import { BASE_PATH, profileOf, supplementOf } from './case-profile.js';
import { scenarioOf } from './case-scenario.js';
import { LIFE, deadlineMs } from './case-timing.js';
import type { Kept } from './evidence.js';
import type { Stage } from './stage.js';

/** What a case came to. */
export interface Played {
  monitor: MonitorRepresentation;
  /** The types of its history, without prefix and version. */
  events: string[];
  referee: RefereeReport;
  kept: Kept;
}

const HELD_SECONDS = 30;
const JSON_HEADERS = { 'content-type': 'application/json' };

/** Plays a case in a namespace of its own: what the emulator is given, the monitor, what is asked of it, and its end. */
export async function playCase(stage: Stage, one: Case, name: string): Promise<Played> {
  const { port, url } = stage.emulatorOf(one);
  const atEmulator = (method: string, path: string, body?: object) =>
    ask(port, method, `/ns/${name}/api/v1${path}`, body);
  const profile = (baseUrl: string) => profileOf(one, name, baseUrl);
  const passAnHour = async (): Promise<void> => {
    await atEmulator('POST', '/clock/advance', { by: LIFE });
    await atEmulator('POST', '/clock/resume');
  };
  await atEmulator('POST', '/clock/freeze');
  await atEmulator('PUT', `/scenarios/${name}`, scenarioOf(one, name));
  await atEmulator('PUT', `/dialects/${name}`, {
    profile: profile(`https://api.example.com${BASE_PATH}`),
    supplement: supplementOf(one),
  });
  const { monitor: app } = stage;
  stage.putSecret(name, `word-of-${name}`);
  await app.profiles.put(name, profile(`${url}/ns/${name}/dialects/${name}${BASE_PATH}`), () => true);
  const { id } = await app.start({ profile: name, input: { job: 'nightly' }, deadline: `${deadlineMs(one)}ms` });
  const monitor = await untilTheEnd(stage, one, id, passAnHour);
  const { events } = eventPageSchema.parse((await app.ask('GET', `/monitors/${id}/events?limit=200`)).json);
  const referee = refereeReportSchema.parse(JSON.parse((await atEmulator('GET', '/referee')).text));
  const { callbacks } = callbacksSchema.parse(JSON.parse((await atEmulator('GET', '/callbacks')).text));
  return {
    monitor,
    events: events.map(({ type }) => type.replace(/^longwatch\.monitor\.|\.v1$/g, '')),
    referee,
    kept: { callbacks, ...parted(await stage.journalOf(name)) },
  };
}

/**
 * Follows a monitor to its end: once its job is seen to run it is canceled, where the case wants that, and once that is
 * settled the job's hour is over.
 */
async function untilTheEnd(stage: Stage, one: Case, id: string, passAnHour: () => Promise<unknown>) {
  const { monitor } = stage;
  const running = await follow(monitor, id, ({ status }) => status?.verdict === 'running');
  if (running.outcome === null) {
    if (one.cancel !== 'none') {
      await monitor.ask('POST', `/monitors/${id}/cancel`, { reason: 'not needed any more' });
      await follow(monitor, id, ({ operation }) => operation === null || operation.nextAt === null);
    }
    if (one.auth !== 'revoked') await passAnHour();
  }
  return follow(monitor, id, () => false);
}

/** Waits, change by change, until something holds of a monitor, or it has ended. */
async function follow(
  monitor: ApiReplica,
  id: string,
  holds: (shown: MonitorRepresentation) => boolean,
): Promise<MonitorRepresentation> {
  let tag = '"0"';
  for (;;) {
    const headers = { prefer: `wait=${HELD_SECONDS}`, 'if-none-match': tag };
    const answer = await monitor.ask('GET', `/monitors/${id}`, undefined, headers);
    if (answer.status === 304) continue;
    tag = String(answer.headers['etag']);
    const shown = answer.json as unknown as MonitorRepresentation;
    if (shown.outcome !== null || holds(shown)) return shown;
  }
}

function parted(journal: (JournalEntry | CallbackNote)[]): Pick<Kept, 'requests' | 'calls'> {
  const isCall = (entry: JournalEntry | CallbackNote) => 'calledAt' in entry;
  return {
    requests: journal.filter((entry) => !isCall(entry)) as JournalEntry[],
    calls: [...new Set((journal.filter(isCall) as CallbackNote[]).map(({ calledAt }) => calledAt))],
  };
}

async function ask(port: number, method: string, path: string, body?: object) {
  const sent = body === undefined ? {} : { headers: JSON_HEADERS, body: JSON.stringify(body) };
  const answer = await send(port, path, { method, ...sent });
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer;
}
