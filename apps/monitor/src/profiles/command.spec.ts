import { describe, expect, it } from '@jest/globals';
import { runCommand } from './command.js';

/** Runs the words and answers the exit code with what was said. */
function run(...words: string[]) {
  let out = '';
  let err = '';
  const code = runCommand(words, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

describe('The command line', () => {
  it.each([
    ['no words', [], 'The commands are profile check, emulator and monitor'],
    ['another command', ['profile', 'delete', 'a.yaml'], 'The commands are profile check, emulator and monitor'],
    ['no file', ['profile', 'check'], 'Name one FILE'],
    ['two files', ['profile', 'check', 'a.yaml', 'b.yaml'], 'Name one FILE'],
    ['an option that is not there', ['profile', 'check', 'a.yaml', '--verbose'], "Unknown option '--verbose'"],
    [
      'an option without its value',
      ['profile', 'check', 'a.yaml', '--reply'],
      "Option '--reply <value>' argument missing",
    ],
    [
      'a step that is none',
      ['profile', 'check', 'a.yaml', '--step', 'cancel'],
      '--step must be start or poll, not cancel',
    ],
    ['a job that is no JSON', ['profile', 'check', 'a.yaml', '--job', '{'], '--job must be JSON'],
    ['a job that is no object', ['profile', 'check', 'a.yaml', '--job', '[]'], '--job must be a JSON object'],
    ['standard input for both', ['profile', 'check', '-', '--reply', '-'], 'Only one file can be standard input'],
  ])('explains itself when used with %s', (_, words, reason) => {
    const { code, out, err } = run(...words);

    expect([code, out]).toEqual([2, '']);
    expect(err.startsWith(reason)).toBe(true);
    expect(err).toContain('longwatch profile check FILE');
  });

  it('says of a file that is not there no more than that', () => {
    expect(run('profile', 'check', '/nowhere/a.yaml')).toEqual({
      code: 2,
      out: '',
      err: "/nowhere/a.yaml can't be read: ENOENT\n",
    });
  });

  it('explains itself when asked to', () => {
    expect(run('--help')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^Usage: longwatch emulator/),
    });
  });
});
