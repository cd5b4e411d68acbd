import { describe, expect, it } from '@jest/globals';
import { durableFunctionsUrl } from './durable-functions-url.js';

const BASE = '/runtime/webhooks/durabletask';

describe('the URL of an instance whose id holds slashes', () => {
  it.each([
    ['GET', '/instances/a/b', '/instances/a%2Fb'],
    ['DELETE', '/instances/a/b?taskHub=x', '/instances/a%2Fb?taskHub=x'],
    ['GET', '/instances/a//b/', '/instances/a%2F%2Fb%2F'],
    ['GET', '/instances/a/terminate', '/instances/a%2Fterminate'],
    ['GET', '/instances/a%2Fb/c', '/instances/a%2Fb%2Fc'],
    ['POST', '/instances/a/b/terminate?reason=c/d', '/instances/a%2Fb/terminate?reason=c/d'],
    ['POST', '/instances/a/terminate/b/suspend', '/instances/a%2Fterminate%2Fb/suspend'],
    ['POST', '/instances/a/terminate/terminate', '/instances/a%2Fterminate/terminate'],
    ['POST', '/instances/a/b/resume/', '/instances/a%2Fb/resume'],
    ['POST', '/instances/a/b/raiseEvent/poll-now', '/instances/a%2Fb/raiseEvent/poll-now'],
    ['POST', '/instances/a/raiseEvent/b/raiseEvent/poll-now', '/instances/a%2FraiseEvent%2Fb/raiseEvent/poll-now'],
    ['POST', '/instances/a/raiseEvent/b/c', '/instances/a/raiseEvent/b%2Fc'],
    ['POST', '/instances/a/raiseEvent/b/rewind', '/instances/a%2FraiseEvent%2Fb/rewind'],
    ['PUT', '/instances/a/b/restart', '/instances/a%2Fb/restart'],
    ['POST', '/orchestrators/MonitorOrchestrator/a/b', '/orchestrators/MonitorOrchestrator/a%2Fb'],
    ['POST', '/orchestrators/MonitorOrchestrator/a/terminate', '/orchestrators/MonitorOrchestrator/a%2Fterminate'],
  ])('%s %s becomes %s', (method, raw, routed) => {
    expect(durableFunctionsUrl(BASE + raw, method)).toBe(BASE + routed);
  });
});

describe('any other URL', () => {
  it.each([
    ['GET', `${BASE}/instances/`],
    ['GET', `${BASE}/instances?instanceIdPrefix=a/b`],
    ['GET', `${BASE}/instances/a`],
    ['POST', `${BASE}/instances/a/terminate`],
    ['POST', `${BASE}/orchestrators/MonitorOrchestrator`],
    ['POST', `${BASE}/orchestrators/MonitorOrchestrator/`],
    ['GET', `${BASE}/entities/a/b/c`],
    ['GET', '/api/monitor-job/instances/a/b'],
    ['GET', '/'],
    ['GET', '*'],
  ])('%s %s stays as it is', (method, url) => {
    expect(durableFunctionsUrl(url, method)).toBe(url);
  });
});
