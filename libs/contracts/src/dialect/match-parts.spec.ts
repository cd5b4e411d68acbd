import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseTemplate } from '../profile/template.js';
import { parseUrlTemplate } from '../profile/url-template.js';
import { type PatternPart, type Stretch, type Work, matchParts } from './match-parts.js';
import { ANY_PATH, compileTextPattern, compileUrlPattern, matchPath } from './match-pattern.js';

/** What a pattern means, as a regular expression says it. */
function expressionOf(parts: PatternPart[]): RegExp {
  const sources = parts.map((part) =>
    typeof part === 'string' ? sourceOf(part) : `(${part.map((piece) => sourceOf(piece)).join('')})`,
  );
  return new RegExp(`^${sources.join('')}$`, 's');
}

function sourceOf(piece: string | Stretch): string {
  if (typeof piece === 'string') return piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return `${piece.isSegment ? '[^/]' : '.'}${piece.least === 0 ? '*' : '+'}${piece.isGreedy ? '' : '?'}`;
}

const characters = fc.constantFrom('a', 'b', '/', '.', '\n', '\ud83d');
const short = fc.string({ unit: characters, maxLength: 3 });
const stretch = fc.record<Stretch>({
  least: fc.constantFrom(0, 1),
  isGreedy: fc.boolean(),
  isSegment: fc.boolean(),
});
const piece = fc.oneof(short, stretch);
const pattern = fc.array(fc.oneof(short, fc.array(piece, { maxLength: 3 })), { maxLength: 6 });

/** A pattern with a text that is mostly one of its own. */
const patternAndText = pattern.chain((parts) => {
  const texts = parts.flat().map((one) => (typeof one === 'string' ? fc.constant(one) : short));
  const own = fc.tuple(...texts).map((all) => all.join(''));
  return fc.tuple(fc.constant(parts), fc.oneof({ weight: 3, arbitrary: own }, fc.string({ unit: characters })));
});

const LONG = 16_384;
const places = Array.from({ length: 32 }, (_, at) => `{{job.p${at}}}`);
const paths = places.map((place) => place.replace('}}', ' | path}}'));
const url = (text: string) => compileUrlPattern(parseUrlTemplate(text, 'https://api.example.com')).parts;
const text = (template: string) => compileTextPattern(parseTemplate(template)).parts;

describe('A pattern', () => {
  it('matches the same texts as its regular expression, with the same in each group', () => {
    fc.assert(
      fc.property(patternAndText, ([parts, given]) => {
        expect(matchParts(parts, given)).toEqual(expressionOf(parts).exec(given)?.slice(1));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['/jobs/{{job.id}}:state//', '^/jobs/([^/]+):state$'],
    ['/{{job.x | path}}/of/{{job.id}}/?q={{job.y}}', '^/(.+)/of/([^/]+)$'],
    ['/a.b/%41%2F{{job.id}}', '^/a\\.b/A%2F([^/]+)$'],
  ])('of the URL %s is that of its path', (template, source) => {
    expect(expressionOf(url(template))).toEqual(new RegExp(source, 's'));
  });

  it('of a text takes as little for each place as it can', () => {
    expect(matchParts(text('{{job.a}}-{{job.b}}'), 'x--y-z')).toEqual(['x', '-y-z']);
    expect(matchParts(text('{{job.a}}-{{job.b}}'), '-y')).toBeUndefined();
  });

  it('that begins with another one tells that as a whole', () => {
    const template = parseUrlTemplate('{{job.url}}:cancel', 'https://api.example.com');
    const compiled = compileUrlPattern(template, { locator: template.first!, parts: ANY_PATH });

    expect(matchPath(compiled, '/a/b:cancel/')).toEqual(['/a/b']);
    expect(matchPath(compiled, '/:cancel')).toEqual(['/']);
    expect(matchPath(compiled, '/a/b')).toBeUndefined();
  });

  it.each<[string, PatternPart[], string, boolean]>([
    ['segments', url(`/a/${places.join('x')}/end`), `/a/b/${'x'.repeat(LONG)}/end`, false],
    ['segments', url(`/a/${places.join('x')}/end`), `/a/${'x'.repeat(LONG)}/end`, true],
    ['paths', url(`/b/${paths.join('/')}!`), `/b/!${'/'.repeat(LONG)}!`, true],
    ['paths', url(`/b/${paths.slice(1).join('/')}!/{{job.id}}`), `/b/!${'/'.repeat(LONG)}c`, false],
    ['neighbours', url(`/a/${places.join('')}/c`), `/a/b/${'x'.repeat(LONG)}/c`, false],
    ['texts', text(`${places.join('x')}y`), `${'x'.repeat(LONG)}y`, true],
    ['texts', text(`!${places.join('x')}z`), `!${'y'.repeat(LONG)}x${'y'.repeat(LONG)}z`, false],
    ['fixed texts', text(`{{job.a}}${'x'.repeat(2000)}y{{job.b}}`), 'x'.repeat(LONG), false],
    ['fixed texts at the end', text(`{{job.a}}y${'x'.repeat(2000)}`), 'x'.repeat(LONG), false],
  ])('is decided in steps that grow with its pieces times the characters: %s', (_, parts, given, matches) => {
    const work: Work = { steps: 0 };

    const found = matchParts(parts, given, work);

    expect(found !== undefined).toBe(matches);
    expect(work.steps).toBeGreaterThan(given.length);
    expect(work.steps).toBeLessThanOrEqual(3 * parts.flat().length * (given.length + 1));
  });
});
