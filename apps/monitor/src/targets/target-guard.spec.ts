import { describe, expect, it } from '@jest/globals';
import { MAX_URL_CHARACTERS, TargetGuard } from './target-guard.js';

const guard = new TargetGuard({ allowPrivateCidrs: [], ownUrls: [] });
const isRefused = (url: string, by = guard) => 'refusal' in by.check(url);

describe('The guard of targets', () => {
  it.each([
    'https://api.example.com/jobs/1?expand=true#top',
    'http://api.example.com:8080/jobs',
    'https://93.184.216.34/jobs',
    'https://[2606:4700:4700::1111]/',
    'https://bücher.example/',
    `https://api.example.com/${'x'.repeat(8000)}`,
  ])('lets %s pass', (url) => {
    expect(guard.check(url)).toBeInstanceOf(URL);
  });

  it.each([
    ['another scheme', 'ftp://api.example.com/'],
    ['a file', 'file:///etc/passwd'],
    ['what is relative', '/jobs/1'],
    ['nothing', ''],
    ['a user name', 'https://me@api.example.com/'],
    ['a password', 'https://:pass@api.example.com/'],
    ['a name before an address', 'http://api.example.com@127.0.0.1/'],
    ['a line break', 'https://api.example.com/\r\nX-Evil: 1'],
    ['a tab that the parser would drop', 'https://api.exam\tple.com/'],
    ['a space at its beginning', ' https://api.example.com/'],
    ['more than it may be long', `https://api.example.com/${'x'.repeat(MAX_URL_CHARACTERS)}`],
    ['the port of a database', 'https://api.example.com:5432/'],
    ['the port of mail', 'https://api.example.com:25/'],
    ['port 0', 'https://api.example.com:0/'],
    ['a port that is none', 'https://api.example.com:65536/'],
  ])('refuses %s', (_, url) => {
    expect(isRefused(url)).toBe(true);
  });

  it('says why, and nothing of what is there', () => {
    expect(guard.check('http://169.254.169.254/latest/meta-data')).toEqual({
      refusal: '169.254.169.254 is not at a public address, and ALLOW_PRIVATE_CIDRS does not name it',
    });
  });

  it('lets the ranges pass that the operator allows, however they are spelled, and no others', () => {
    const own = new TargetGuard({ allowPrivateCidrs: ['10.1.0.0/16', 'fd00::/8', '192.168.7.7'], ownUrls: [] });

    const passing = [
      'http://10.1.2.3',
      'http://[::ffff:10.1.2.3]',
      'http://0xa010203',
      'http://[fd12::1]',
      'http://192.168.7.7',
    ];
    const refused = [
      'http://10.2.0.1',
      'http://192.168.7.8',
      'http://[fe80::1]',
      'http://localhost',
      'http://10.1.2.3:22',
    ];

    expect(passing.filter((url) => isRefused(url, own))).toEqual([]);
    expect(refused.filter((url) => !isRefused(url, own))).toEqual([]);
  });

  it('lets the names of this machine pass where the operator allows its addresses', () => {
    const own = new TargetGuard({ allowPrivateCidrs: ['127.0.0.0/8'], ownUrls: [] });

    expect(isRefused('http://localhost:8080/', own)).toBe(false);
    expect(isRefused('http://api.localhost./', own)).toBe(false);
  });

  it("lets the origins of the operator's own settings pass, and no other port beside them", () => {
    const own = new TargetGuard({ allowPrivateCidrs: [], ownUrls: ['http://localhost:3001/api/job-start'] });

    expect(isRefused('http://localhost:3001/elsewhere', own)).toBe(false);
    expect(isRefused('http://localhost:3002/', own)).toBe(true);
    expect(isRefused('http://127.0.0.1:3001/', own)).toBe(true);
  });
});
