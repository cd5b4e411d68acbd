import { describe, expect, it } from '@jest/globals';
import { MAX_TEXT_CHARACTERS, TextMalformed, TextTooLarge, readText, writeText } from './profile-text.js';

const deepIndents = Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
const manyAliases = `a: &a [1]\n${Array.from({ length: 40 }, (_, index) => `k${index}: *a`).join('\n')}`;
const laughs = `a: &a [1]
b: &b [${Array.from({ length: 10 }, () => '*a').join(', ')}]
c: [*b, *b, *b, *b, *b]`;

describe('The text of a profile', () => {
  it('is YAML, of which JSON is a part', () => {
    expect(readText('name: a\nstart: { request: { url: "https://a.example" } }').value).toEqual(
      readText('{"name": "a", "start": {"request": {"url": "https://a.example"}}}').value,
    );
  });

  it('means what it says: no word is a boolean, a date or a time in disguise', () => {
    expect(readText('a: [yes, no, on, 2026-01-01, 12:30, 0x10, ~, true]').value).toEqual({
      a: ['yes', 'no', 'on', '2026-01-01', '12:30', 16, null, true],
    });
  });

  it('may say a part once and repeat it', () => {
    expect(readText('a: &a { b: 1 }\nc: *a').value).toEqual({ a: { b: 1 }, c: { b: 1 } });
    expect(readText('a: &a 1\nb: *a\nc: &a 2\nd: *a').value).toEqual({ a: 1, b: 1, c: 2, d: 2 });
  });

  it.each([
    ['a name twice', 'a: 1\nb: 2\na: 3', 'Line 3, column 1: The name a stands here twice'],
    ['a name twice in JSON', '{"a": {"b": 1, "b": 2}}', 'Line 1, column 16: The name b stands here twice'],
    ['a name that is a list', '? [a]\n: 1', 'A name must be plain text'],
    ['a name of the language', '__proto__: { a: 1 }', 'The name __proto__ is not allowed'],
    ['a tag that makes code', 'a: !!js/function "x"', 'Unresolved tag'],
    ['two documents', 'a: 1\n---\nb: 2', 'multiple documents'],
    ['a list without an end', 'a: [1, 2', 'Line 1, column 9'],
    ['a part that holds itself', 'a: &a [*a]', 'Line 1, column 8: *a stands within &a itself'],
    ['a part that holds itself deep', 'a: &a\n  b: [1, { c: *a }]', 'Line 2, column 15: *a stands within &a itself'],
    ['a whole that holds itself', '&a [*a]', 'Line 1, column 5: *a stands within &a itself'],
    ['a part that is there nowhere', 'a: 1\nb: *c', 'Line 2, column 4: *c repeats what is nowhere before it'],
    ['a part that comes later', 'a: *b\nb: &b 1', 'Line 1, column 4: *b repeats what is nowhere before it'],
    ['a part that is repeated too often', manyAliases, 'Line 34, column 6: *a repeats its part too often'],
    ['repeats of repeats', laughs, 'Line 3, column 17: *b repeats its part too often'],
    ['a number without end', 'a: .inf', 'Line 1, column 4: A number must be finite'],
    ['a number without end in a list', 'a:\n  - 1\n  - .nan', 'Line 3, column 5: A number must be finite'],
    ['brackets without end', '['.repeat(100_000), 'Line 1, column 128: The text is nested too deep'],
    ['lists without end', '- '.repeat(60_000), 'Line 1, column 255: The text is nested too deep'],
    ['indents without end', deepIndents, /^Line 1\d\d, column 1\d\d: The text is nested too deep/],
    ['names of names without end', '? '.repeat(60_000), /^Line 1, column \d{3}: The text is nested too deep/],
  ])('is refused with %s', (_, text, message) => {
    expect(() => readText(text)).toThrow(TextMalformed);
    expect(() => readText(text)).toThrow(message);
  });

  it.each([
    ['in a flow map', 'a:\n  start: { url: /renders/{{job.id}} }\n', 'Line 2, column 26: '],
    ['as the beginning of a value', 'url: {{job.url}}/x', 'Line 1, column 17: '],
    ['as a whole value', 'body:\n  scene: {{input.scene}}\n', 'Line 2, column 11: A name must be plain text. '],
    ['as an entry of a list', 'a: [{{b}}]', 'Line 1, column 6: A name must be plain text. '],
    ['beside one in quotes', `{ a: '{{b}}', c: d{{e}} }`, 'Line 1, column 19: '],
  ])('is refused with a place out of quotes %s, and told to quote it', (_, text, beginning) => {
    let message = '';
    try {
      readText(text);
    } catch (error) {
      ({ message } = error as Error);
    }

    expect(message.startsWith(beginning)).toBe(true);
    expect(message.endsWith('A place {{…}} must stand in quotes: "/jobs/{{job.id}}"')).toBe(true);
  });

  it('is not told of quotes where the places have them', () => {
    expect(() => readText(`{ a: '{{b}}', c: "{{d}}", a: 1 }`)).toThrow(/twice$/);
  });

  it('is refused where it is larger than any profile, before it is looked at', () => {
    expect(() => readText(' '.repeat(MAX_TEXT_CHARACTERS + 1))).toThrow(TextTooLarge);
  });

  it('is read in a moment, however many names it has', () => {
    const text = Array.from({ length: 13_000 }, (_, index) => `k${index}: 1`).join('\n');
    const before = process.cpuUsage();

    readText(text);

    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
  });

  it.each([
    ['a field', ['start', 'request', 'url'], { line: 3, column: 14 }],
    ['an entry of a list', ['poll', 1], { line: 6, column: 5 }],
    ['a field that is not there', ['start', 'request', 'verb'], { line: 3, column: 3 }],
    ['the whole', [], { line: 1, column: 1 }],
  ])('says where %s is', (_, path, position) => {
    const text = 'name: a\nstart:\n  request: { url: https://a.example }\npoll:\n  - name: one\n  - name: two\n';

    expect(readText(text).positionOf(path)).toEqual(position);
  });

  it('reads as it was written', () => {
    const value = { name: 'a', rules: [{ when: { code: 200, 'body.x': null }, then: 'running' }], word: 'yes: no' };

    expect(readText(writeText(value)).value).toEqual(value);
  });
});
