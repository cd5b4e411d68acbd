import { describe, expect, it } from '@jest/globals';
import { AllowedMethods } from './allowed-methods.js';

function setup() {
  const allowed = new AllowedMethods();
  allowed.add('/api/job-start/:jobName', 'POST');
  allowed.add('/api/job-start/:jobName', 'GET');
  allowed.add('/docs-json', ['GET']);
  allowed.add('/files/*', 'GET');
  return allowed;
}

describe('AllowedMethods', () => {
  it.each([
    ['/api/job-start/gb4711', ['GET', 'POST']],
    ['/api/job-start/gb4711/?wait=1#x', ['GET', 'POST']],
    ['/api/job-start/a%2Fb', ['GET', 'POST']],
    ['/api/job-start/a/b', []],
    ['/api/job-start', []],
    ['/docs-json', ['GET']],
    ['/docsXjson', []],
    ['/files/a/b', ['GET']],
    ['/', []],
  ])('of %s are %j', (url, methods) => {
    expect(setup().of(url)).toEqual(methods);
  });
});
