import { describe, expect, it } from '@jest/globals';
import { callbackUrl } from './callback-url.js';

describe('Where a job may call back', () => {
  it.each([
    ['https://watch.example.com', 't', 'https://api.example.com', 'https://watch.example.com/api/v1/callbacks/t'],
    ['http://localhost:3000', 't', 'http://127.0.0.1:3001', 'http://localhost:3000/api/v1/callbacks/t'],
    ['http://localhost:3000', 't', undefined, 'http://localhost:3000/api/v1/callbacks/t'],
    ['http://localhost:3000', 't', 'https://api.example.com', undefined],
    ['http://[::1]:3000', 't', 'https://127.example.com', undefined],
    ['https://watch.example.com', null, 'https://api.example.com', undefined],
  ])('from %s with the token %s to %s is %s', (base, token, target, url) => {
    expect(callbackUrl(base, token, target)).toBe(url);
  });
});
