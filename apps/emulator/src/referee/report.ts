import type { Finding, RefereeQuery, RefereeReport } from '@app/contracts';
import type { Judgement } from './judge.js';
import { groupsOf } from './journal.js';
import type { NumberedEntry } from './journal-entry.js';
import { endTold } from './replies.js';

const MOST_JOBS = 1000;

/** What a report is made of. */
export interface Reported {
  namespace: string;
  entries: readonly NumberedEntry[];
  judgement: Judgement;
  /** Requests that are not among the entries, for there were too many. */
  unknown: number;
  now: number;
  filter: Pick<RefereeQuery, 'job' | 'client' | 'dialect'>;
}

/** The report on what passes the filter. Everything was judged, for a client's requests explain each other. */
export function reportOf({ namespace, entries, judgement, unknown, now, filter }: Reported): RefereeReport {
  const findings = judgement.findings.filter(
    ({ client, dialect, job }) =>
      passes(filter.client, client) && passes(filter.dialect, dialect) && passes(filter.job, job?.id, job?.reference),
  );
  const shown = entries.filter(
    ({ client, dialect, jobId, reference }) =>
      passes(filter.client, client) && passes(filter.dialect, dialect) && passes(filter.job, jobId, reference),
  );
  const byClient = groupsOf(shown, ({ client }) => client);
  const byJob = groupsOf(
    shown.filter(({ jobId }) => jobId !== null),
    ({ client, jobId }) => threadKey(jobId!, client),
  );
  const ofClient = new Map<string, Finding[]>();
  const ofJob = new Map<string, Finding[]>();
  for (const finding of findings) {
    keep(ofClient, finding.client, finding);
    if (finding.job !== null) keep(ofJob, threadKey(finding.job.id, finding.client), finding);
  }
  const counts = (own: readonly Finding[] = []) => {
    const errors = own.filter(({ severity }) => severity === 'error').length;
    return { clean: errors === 0 && unknown === 0, errors, hints: own.length - errors };
  };
  const all = counts(findings);
  return {
    namespace,
    at: new Date(now).toISOString(),
    ...all,
    clean: all.clean && shown.length > 0,
    requests: shown.length,
    jobs: new Set(shown.flatMap(({ jobId }) => jobId ?? [])).size,
    clients: byClient.length,
    unknown,
    checked: judgement.checked,
    findings,
    byClient: byClient.map((own) => ({
      client: own[0]!.client,
      ...counts(ofClient.get(own[0]!.client)),
      requests: own.length,
      jobs: new Set(own.flatMap(({ jobId }) => jobId ?? [])).size,
    })),
    byJob: byJob
      .map((own) => ({
        ...jobSummary(own),
        ...counts(ofJob.get(threadKey(own[0]!.jobId!, own[0]!.client))),
      }))
      .sort((a, b) => b.errors - a.errors || b.hints - a.hints)
      .slice(0, MOST_JOBS),
  };
}

function jobSummary(own: NumberedEntry[]) {
  const { jobId, reference, dialect, client } = own[0]!;
  const count = (wanted: NumberedEntry['kind']): number => own.filter(({ kind }) => kind === wanted).length;
  return {
    job: { id: jobId!, reference },
    dialect,
    client,
    requests: own.length,
    starts: count('start'),
    polls: count('poll'),
    results: count('result'),
    cancels: count('cancel'),
    endTold: endTold(own) !== undefined,
  };
}

function passes(wanted: string | undefined, ...given: (string | null | undefined)[]): boolean {
  return wanted === undefined || given.includes(wanted);
}

function threadKey(jobId: string, client: string): string {
  return `${jobId}\n${client}`;
}

function keep(lists: Map<string, Finding[]>, key: string, finding: Finding): void {
  lists.set(key, [...(lists.get(key) ?? []), finding]);
}
