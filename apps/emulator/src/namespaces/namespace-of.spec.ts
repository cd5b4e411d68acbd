import { describe, expect, it } from '@jest/globals';
import { namespaceOf } from './namespace-of.js';

const asked = (originalUrl: string, header?: string) => ({
  originalUrl,
  headers: header === undefined ? {} : { 'longwatch-namespace': header },
});

function faultOf(originalUrl: string, header?: string): unknown {
  try {
    return namespaceOf(asked(originalUrl, header));
  } catch (error) {
    return (error as { errors: unknown[] }).errors;
  }
}

const TOO_LONG = 'must not be longer than 64 characters';
const CHARACTERS = expect.stringMatching('only letters, digits');

describe('the namespace of a request', () => {
  it.each([
    ['/api/v1/jobs', undefined, 'default'],
    ['/api/v1/jobs', 'by-header', 'by-header'],
    ['/ns/by-path/api/v1/jobs', undefined, 'by-path'],
    ['/ns/by%2Dpath/api/v1/jobs', 'by-path', 'by-path'],
    [`/ns/${'x'.repeat(64)}/docs`, undefined, 'x'.repeat(64)],
  ])('%s with the header %j is %s', (url, header, namespace) => {
    expect(namespaceOf(asked(url, header))).toBe(namespace);
  });

  it.each([
    [`/ns/${'x'.repeat(65)}/docs`, undefined, 'namespace', TOO_LONG],
    [`/ns/${'x'.repeat(200)}/docs`, undefined, 'namespace', TOO_LONG],
    ['/docs', 'x'.repeat(200), 'Longwatch-Namespace', TOO_LONG],
    ['/ns/no%20name/docs', undefined, 'namespace', CHARACTERS],
    ['/ns//docs', undefined, 'namespace', CHARACTERS],
    ['/docs', 'no name', 'Longwatch-Namespace', CHARACTERS],
    ['/ns/one/docs', 'other', 'Longwatch-Namespace', 'must be left out, or be one as in the path'],
    ['/ns/one/docs', '', 'Longwatch-Namespace', 'must be left out, or be one as in the path'],
  ])('%s with the header %j is refused, and %s is at fault', (url, header, parameter, detail) => {
    expect(faultOf(url, header)).toEqual([{ parameter, detail }]);
  });
});
