import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const COMMAND = fileURLToPath(new URL('../../bin/longwatch', import.meta.url));

const profile = `
# The four lines of a profile of our own.
extends: plain-202
poll:
  status: body.state
  statuses: { running: [RUNNING], succeeded: [DONE] }
  rules: [{ when: { code: 404, body.error: gone }, then: lost }]
`;
const reply = '{"code": 200, "headers": {"Retry-After": "7"}, "body": {"state": "RUNNING", "progress": 40}}';
const job = '{"statusUrl":"https://api.example.com/jobs/1"}';

describe('longwatch profile check', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'longwatch-command-'));
    writeFileSync(join(folder, 'mine.yaml'), profile);
    writeFileSync(join(folder, 'reply.json'), reply);
    writeFileSync(join(folder, 'faulty.yaml'), 'start: { request: { url: 5 } }\npoll:\n  statos: body.x\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (words: string[], input = '') => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...words], {
      cwd: folder,
      input,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };
  const check = (...words: string[]) => run(['profile', 'check', ...words]);

  it('says that a profile is valid, and what it would ask for first', () => {
    expect(check('mine.yaml')).toEqual({
      status: 0,
      stdout: [
        'mine.yaml: valid, profile mine',
        '  first request: POST https://api.example.com/reports',
        '  polls: every 20s (MONITOR_POLLINGINTERVAL_SEC); or when a reply asks for it: ' +
          'header.retry-after-ms | ms, else header.retry-after | wait',
        '  deadline: 24h, for the profile says none',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it('says where a profile is faulty, and what is allowed there', () => {
    const { status, stdout } = check('faulty.yaml');

    expect(status).toBe(1);
    expect(stdout).toContain('faulty.yaml:1:21 /start/request/url must be a text\n');
    expect(stdout).toMatch(/^faulty\.yaml:3:3 \/poll\/statos is not known here; allowed are name, request, status,/m);
  });

  it('tells how a reply is read and why, rule by rule', () => {
    expect(check('mine.yaml', '--reply', 'reply.json', '--job', job).stdout.split('\n').slice(4)).toEqual([
      '',
      'running  (poll)',
      '  The status word "RUNNING" means running.',
      '  rule 1 does not hold: lost',
      '    no  code is 200, wanted 404',
      '    no  body.error is nothing, wanted "gone"',
      '  status word: RUNNING',
      '  progress: 40 %',
      '  job.statusUrl = nothing  from header.location | resolve',
      '  wait: 7s, as the reply asks',
      '  next poll: GET https://api.example.com/jobs/1',
      '',
    ]);
  });

  it('tells it as JSON, too', () => {
    const { status, stdout } = check('mine.yaml', '--reply', 'reply.json', '--job', job, '--json');

    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: true,
      profile: { name: 'mine' },
      classification: { verdict: 'running', hintMs: 7000, rules: [{ decided: false }] },
    });
    expect(JSON.parse(check('faulty.yaml', '--json').stdout)).toMatchObject({
      valid: false,
      errors: [{ line: 1, column: 21, pointer: '/start/request/url' }, { pointer: '/poll/statos' }],
    });
  });

  it('reads the profile, or the reply as curl shows it, from standard input', () => {
    const started = 'HTTP/1.1 202 Accepted\r\nLocation: /jobs/9\r\n\r\n';

    expect(run(['profile', 'check', '-'], profile).stdout).toContain('standard input: valid, profile profile\n');
    expect(run(['profile', 'check', 'mine.yaml', '--step', 'start', '--reply', '-'], started).stdout).toContain(
      '  next poll: GET https://api.example.com/jobs/9\n',
    );
  });

  it('lets no reply colour the terminal', () => {
    const { stdout } = run(
      ['profile', 'check', 'mine.yaml', '--reply', '-'],
      '{"code": 200, "body": {"state": "\\u001b[31mred\\u009b"}}',
    );

    expect(stdout).toContain('\\u001b[31mred');
    expect(stdout).not.toMatch(/[\u001b\u009b]/);
  });

  it('explains itself when it is used in another way', () => {
    const { status, stdout, stderr } = check('mine.yaml', '--step', 'cancel');

    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^--step must be start or poll, not cancel\n\nUsage: longwatch emulator/);
  });
});
