import type { Finding, RefereeReport } from '@app/contracts';

/** The report as people read it: a line that says it all, what is wrong, and what was looked at. */
export function reportText(report: RefereeReport): string {
  return [
    headline(report),
    ...report.findings.flatMap(findingLines),
    '',
    checkedLine(report),
    ...unjudged(report),
    '',
  ].join('\n');
}

function headline({ clean, requests, jobs, clients, errors, hints, unknown, namespace }: RefereeReport): string {
  const verdict = requests === 0 ? 'NOTHING TO JUDGE' : clean ? 'CLEAN' : 'NOT CLEAN';
  const lost = unknown === 0 ? '' : `, and ${unknown} more that were not kept`;
  return (
    `${verdict}: ${counted(errors, 'error')}, ${counted(hints, 'hint')} in ${counted(requests, 'request')}${lost}, ` +
    `${counted(jobs, 'job')}, ${counted(clients, 'client')} (namespace ${namespace})`
  );
}

function findingLines(finding: Finding): string[] {
  const { severity, rule, client, dialect, job, what, expected, source, request, times, requests } = finding;
  const others = requests.slice(1);
  const more = times - 1 - others.length;
  return [
    '',
    `${severity.toUpperCase()} ${rule}${times > 1 ? ` (${times} times)` : ''}: ${dialect}${job === null ? '' : `, job ${job.reference ?? job.id}`}, client ${client}`,
    `  ${what}`,
    `  request ${request.number} at ${request.at}: ${request.method} ${request.path}`,
    ...(others.length === 0
      ? []
      : [`  and request${others.length > 1 ? 's' : ''} ${others.join(', ')}${more > 0 ? ` and ${more} more` : ''}`]),
    `  right: ${expected}`,
    `  source: ${source.title} ${source.url}`,
  ];
}

function checkedLine({ checked }: RefereeReport): string {
  const judged = Object.entries(checked).filter(([, count]) => count > 0);
  return `Checked: ${judged.length === 0 ? 'nothing' : judged.map(([rule, count]) => `${rule} ${count}`).join(', ')}`;
}

function unjudged({ checked }: RefereeReport): string[] {
  const rules = Object.entries(checked).flatMap(([rule, count]) => (count === 0 ? [rule] : []));
  return rules.length === 0 ? [] : [`Nothing to check for: ${rules.join(', ')}`];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
