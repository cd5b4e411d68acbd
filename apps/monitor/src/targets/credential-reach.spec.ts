import { describe, expect, it } from '@jest/globals';
import { reachOf } from './credential-reach.js';

const base = 'https://api.example.com/v1';

describe('Credentials', () => {
  it.each([
    ['the origin of baseUrl', 'https://api.example.com/other?x=1', {}, base, 'yes'],
    ['its default port, spelled out', 'https://api.example.com:443/', {}, base, 'yes'],
    ['a listed origin', 'https://files.example.com/', { origins: ['https://FILES.example.com'] }, base, 'yes'],
    ['this machine over http', 'http://127.0.0.1:8080/', {}, 'http://127.0.0.1:8080', 'yes'],
    ['this machine by name', 'http://localhost:8080/', {}, 'http://localhost:8080/api', 'yes'],
    ['an http origin that the profile lists', 'http://api.lan/', { origins: ['http://api.lan'] }, undefined, 'yes'],
    ['another host', 'https://evil.example/', {}, base, 'no'],
    ['a host that begins alike', 'https://api.example.com.evil.example/', {}, base, 'no'],
    ['a host below', 'https://x.api.example.com/', {}, base, 'no'],
    ['another port', 'https://api.example.com:8443/', {}, base, 'no'],
    ['another scheme', 'http://api.example.com/', {}, base, 'no'],
    ['baseUrl, where others are listed', 'https://api.example.com/', { origins: ['https://b.example'] }, base, 'no'],
    ['anything, where nothing is listed', 'https://api.example.com/', { origins: [] }, base, 'no'],
    ['anything, without a baseUrl', 'https://api.example.com/', {}, undefined, 'no'],
    ['an http baseUrl', 'http://api.lan/', {}, 'http://api.lan/v1', 'needs-https'],
    [
      'a host that is not this machine',
      'http://localhost.evil.example/',
      {},
      'http://localhost.evil.example',
      'needs-https',
    ],
  ])('to %s', (_, url, auth, baseUrl, reach) => {
    expect(reachOf(new URL(url), auth, baseUrl)).toBe(reach);
  });
});
