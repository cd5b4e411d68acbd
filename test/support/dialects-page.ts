import {
  type CompiledDialect,
  compileDialect,
  compileProfile,
  dialectGaps,
  isTextTheResult,
  operationKinds,
} from '@app/contracts';
import { readShippedDialect, shippedDialectNames } from '../../apps/emulator/src/dialects/shipped-dialects.js';

/** The part of docs/dialects.md that follows from the dialects alone. */
export const PAGE = 'docs/dialects.md';
export const BEGIN = '<!-- made of the dialects: begin -->\n';
export const END = '<!-- made of the dialects: end -->\n';

/** A page with that part as it must be. */
export function withDialects(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${PAGE} has lost its marks`);
  return `${before}${BEGIN}\n${madeOfDialects()}\n${END}${after}`;
}

function madeOfDialects(): string {
  const dialects = shippedDialectNames().map((name) => {
    const { profile, supplement } = readShippedDialect(name)!;
    return compileDialect(compileProfile(profile), supplement);
  });
  return `| API | base URL of a client | what is asked | a start again under its key | callbacks |
| --- | --- | --- | --- | --- |
${dialects.map(rowOf).join('\n')}

## What is played of each, and what is not

${dialects.map(limitsOf).join('\n\n')}
`;
}

function rowOf({ compiled, supplement, basePath }: CompiledDialect): string {
  const { profile, start, hasFind, operations } = compiled;
  const asked = [
    ...compiled.before.map(() => 'before the start'),
    ...['start', 'poll', 'result'],
    ...(hasFind ? ['list'] : []),
    ...operationKinds.filter((kind) => operations[kind] !== undefined),
  ];
  const repeated = supplement.repeated ?? (start.safeToRepeat ? 'first' : 'by header');
  return `| ${[
    profile.docs === undefined ? profile.title : `[${profile.title}](${profile.docs})`,
    `\`/dialects/${compiled.name}${basePath}\``,
    [...new Set(asked)].join(', '),
    { first: 'the first job', conflict: '409', another: 'another job', 'by header': 'the first, with Idempotency-Key' }[
      repeated
    ],
    profile.callback === undefined ? '–' : (profile.callback.verify?.scheme ?? 'unsigned'),
  ].join(' | ')} |`;
}

const TEXT_RESULT = 'Its result is a text: see [what is the same in all](#what-is-the-same-in-all).';

function limitsOf(dialect: CompiledDialect): string {
  const { compiled, supplement } = dialect;
  const { plays = [], leavesOut = [] } = supplement;
  const limits = [...leavesOut, ...dialectGaps(dialect)].map((sentence) => `- ${sentence}`);
  const result = isTextTheResult(dialect) ? ['', TEXT_RESULT] : [];
  return [`### ${compiled.name}`, '', plays.join(' '), ...result, '', 'Not played:', '', ...limits].join('\n');
}
