import { describe, expect, it } from '@jest/globals';
import { MissingPlace, RequestUrlInvalid } from './request-fault.js';
import type { Scope } from './scope.js';
import { fillUrl, parseUrlTemplate } from './url-template.js';

const BASE = 'https://api.example.com/v1/';

const fill = (url: string, scope: Scope, baseUrl: string | undefined = BASE) =>
  fillUrl(parseUrlTemplate(url, baseUrl), scope);

describe('The URL of a request', () => {
  it.each([
    ['/jobs', 'https://api.example.com/v1/jobs'],
    ['jobs', 'https://api.example.com/v1/jobs'],
    ['', 'https://api.example.com/v1'],
    ['?a=1', 'https://api.example.com/v1?a=1'],
    ['http://other.example.com/x', 'http://other.example.com/x'],
    ['/jobs#part', 'https://api.example.com/v1/jobs'],
  ])('is appended to the base, unless it is absolute: %j', (url, expected) => {
    expect(fill(url, {})).toBe(expected);
  });

  it.each([
    ['a/b', 'a%2Fb'],
    ['ü ß', '%C3%BC%20%C3%9F'],
    ['📚', '%F0%9F%93%9A'],
    ['a?b#c&d', 'a%3Fb%23c%26d'],
    ['{{job.id}}', '%7B%7Bjob.id%7D%7D'],
    ['\ud800', '%EF%BF%BD'],
    ['%2e%2e', '%252e%252e'],
    ['https://evil.example.com/', 'https%3A%2F%2Fevil.example.com%2F'],
    [42, '42'],
    [true, 'true'],
  ])('has its places percent-encoded: %j', (id, encoded) => {
    expect(fill('/jobs/{{job.id}}', { job: { id } })).toBe(`https://api.example.com/v1/jobs/${encoded}`);
    expect(fill('/jobs?id={{job.id}}', { job: { id } })).toBe(`https://api.example.com/v1/jobs?id=${encoded}`);
  });

  it.each([
    ['operations/a:b', '/{{job.id | path}}:cancel', 'https://api.example.com/v1/operations/a:b:cancel'],
    ['/a b?c', '{{job.id | path}}', 'https://api.example.com/v1/a%20b%3Fc'],
    ['a&b=c', '/x?y={{job.id | path}}', 'https://api.example.com/v1/x?y=a%26b%3Dc'],
  ])('keeps the slashes of a path: %s in %s', (id, url, expected) => {
    expect(fill(url, { job: { id } })).toBe(expected);
  });

  it.each([
    ['https://h.example.com/s/1', '{{job.u}}', 'https://h.example.com/s/1'],
    ['https://h.example.com/s/1?code=K', '{{job.u}}/results', 'https://h.example.com/s/1/results?code=K'],
    [
      'https://h.example.com/s/1?code=K',
      '{{job.u}}:cancel?force=true',
      'https://h.example.com/s/1:cancel?code=K&force=true',
    ],
    ['https://h.example.com/s/1/', '{{job.u}}/results', 'https://h.example.com/s/1/results'],
    ['https://h.example.com/s/1/', '{{job.u}}api/json', 'https://h.example.com/s/1/api/json'],
    ['https://h.example.com/s#part', '{{job.u}}', 'https://h.example.com/s'],
    ['HTTPS://H.example.com/s', '{{job.u}}/{{job.u}}', 'https://h.example.com/s/HTTPS%3A%2F%2FH.example.com%2Fs'],
    ['jobs', '{{job.u}}', 'https://api.example.com/v1/jobs'],
    ['//evil.example.com/x', '{{job.u}}', 'https://api.example.com/v1/%2F%2Fevil.example.com%2Fx'],
    ['//evil.example.com/x', '{{job.u | path}}', 'https://api.example.com/v1/evil.example.com/x'],
    ['javascript:alert(1)', '{{job.u}}', 'https://api.example.com/v1/javascript%3Aalert(1)'],
  ])('takes the place that stands first as the URL that it is: %s in %s', (u, url, expected) => {
    expect(fill(url, { job: { u } })).toBe(expected);
  });

  it.each([
    ['..', '/jobs/{{job.id}}/x'],
    ['.', '/jobs/{{job.id}}'],
    ['.', '/jobs/.{{job.id}}/x'],
    ['a/../../b', '/{{job.id | path}}'],
    ['..', '{{job.id | path}}'],
  ])('never climbs: %s in %s', (id, url) => {
    expect(() => fill(url, { job: { id } })).toThrow(RequestUrlInvalid);
  });

  it.each([
    ['books', 'https://books.example.com/x'],
    ['a.b-1', 'https://a.b-1.example.com/x'],
  ])('may have a place in the name of its host: %s', (account, expected) => {
    expect(fill('https://{{input.account}}.example.com/x', { input: { account } })).toBe(expected);
  });

  it.each(['a/', 'a@b', 'a:8', '／', 'a%2fb', 'a?', '\\'])('lets nothing into its host but a name: %s', (account) => {
    const scope = { input: { account } };

    expect(() => fill('https://{{input.account}}.example.com/x', scope)).toThrow(RequestUrlInvalid);
    expect(() => fill('https://{{input.account}}', scope)).toThrow(RequestUrlInvalid);
  });

  it.each([
    ['/jobs/{{job.id}}', {}, 'job.id'],
    ['/jobs/{{job.id}}', { job: { id: '' } }, 'job.id'],
    ['/jobs/{{job.id}}', { job: { id: null } }, 'job.id'],
    ['/{{input.a ?? job.id}}', {}, 'input.a ?? job.id'],
    ['{{job.statusUrl}}', {}, 'job.statusUrl'],
  ])('is none where a place has no value: %s', (url, scope, place) => {
    expect(() => fill(url, scope)).toThrow(MissingPlace);
    expect(() => fill(url, scope)).toThrow(`{{${place}}}`);
  });

  it.each([
    ['/jobs', undefined],
    ['{{input.u}}', undefined],
    ['{{input.long}}', BASE],
    ['{{input.whole}}', BASE],
    ['http://u:p@h.example.com/', BASE],
    ['http://h.example.com:99999/', BASE],
  ])('is invalid where nothing can be asked there: %s', (url, base) => {
    const input = { u: 'jobs', long: 'x'.repeat(40_000), whole: 'https://u:p@h.example.com/' };

    expect(() => fillUrl(parseUrlTemplate(url, base), { input })).toThrow(RequestUrlInvalid);
  });
});
