import { describe, expect, it } from '@jest/globals';
import { namespaceInUrl, namespacePrefix, namespaceUrl } from './namespace-url.js';

describe('a path that begins with a namespace', () => {
  it.each([
    ['/ns/mine/api/v1/jobs', '/api/v1/jobs', 'mine'],
    ['/ns/mine/api/job-start/a%2Fb?x=/ns/b', '/api/job-start/a%2Fb?x=/ns/b', 'mine'],
    ['/ns/mine', '/', 'mine'],
    ['/ns/mine?x=1', '/?x=1', 'mine'],
    ['/ns/a%20b/docs', '/docs', 'a b'],
    ['/ns//api/v1/jobs', '/api/v1/jobs', ''],
    ['/ns/%E0%A4%A/docs', '/docs', '%E0%A4%A'],
    ['/ns/a/ns/b/docs', '/ns/b/docs', 'a'],
  ])('%s leads to %s, in the namespace %j', (url, path, namespace) => {
    expect([namespaceUrl(url), namespaceInUrl(url)]).toEqual([path, namespace]);
  });

  it.each(['/', '/api/v1/jobs', '/nsx/a', '/dialects/x/ns/mine', '/NS/mine/x'])('is not %s', (url) => {
    expect([namespaceUrl(url), namespaceInUrl(url)]).toEqual([url, undefined]);
  });

  it('is what clients are told, too, so that they stay in it', () => {
    expect(namespacePrefix('/ns/mine/api/v1/jobs?x=1')).toBe('/ns/mine');
    expect(namespacePrefix('/api/v1/jobs')).toBe('');
  });
});
