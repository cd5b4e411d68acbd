import { describe, expect, it } from '@jest/globals';
import { LocatorError, parseLocator } from './locator.js';
import { printLocator } from './print-locator.js';

describe('A locator', () => {
  it.each([
    'code',
    'header.retry-after | wait',
    "body.id ?? body.jobID ?? 'none'",
    'body.status.conditions[type=Complete].status',
    'body.items[-1].name',
    'body["odd key"].x',
    "header.location | resolve ?? url | before('?')",
    'body.__proto__.constructor',
    'item.metadata["a.b"] | lower | trim',
    'job.a|times(100)',
    '  now  |  iso  ',
    `text | after('it is "so"')`,
  ])('parses, and what it is printed as parses to the same: %s', (text) => {
    const locator = parseLocator(text);

    expect(parseLocator(printLocator(locator))).toEqual(locator);
  });

  it.each([
    ['', 'at character 1: allowed there is code, url'],
    ['bodies.a', 'at character 1: allowed there is code, url'],
    ['body..a', 'at character 6: allowed there is a name after the dot'],
    ['body.a | upper', 'at character 10: allowed there is a pipe (lower, trim'],
    ['body.a |', 'a pipe (lower'],
    ['body.a[', 'an index, <name>=<value>, or a "quoted name"'],
    ['body.a[1', 'an index'],
    ['body.a b', '?? and another source, or | and a pipe'],
    ['body.a ??', 'code, url'],
    ['body.a | times', 'needs an argument'],
    ['body.a | times(x)', 'needs a number'],
    ['body.a | lower(x)', 'takes no argument'],
    ["body.a | after('x", ')'],
    ['constructor', 'code, url'],
    ['body.a | constructor', 'a pipe (lower'],
    ['x'.repeat(513), 'must not be longer than 512'],
    [Array(9).fill('code').join(' ?? '), 'more than 8 alternatives'],
    [`body${'.a'.repeat(33)}`, 'deeper than 32'],
    [`code${' | trim'.repeat(9)}`, 'more than 8 pipes'],
  ])('that is none is refused with what is allowed: %s', (text, message) => {
    expect(() => parseLocator(text)).toThrow(LocatorError);
    expect(() => parseLocator(text)).toThrow(message);
  });
});
