import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, loadConfig, maskSecrets } from './load-config.js';
import { commonSettings, count, flag, httpUrl, quantity } from './settings.js';

const schema = z.object({
  DATABASE_URL: commonSettings.DATABASE_URL,
  WAIT_SEC: quantity(0, 60).prefault('1.5'),
  POOL_SIZE: count(1, 9).prefault('3'),
  QUIET: flag.prefault('false'),
  BASE_URL: httpUrl.optional(),
});

const good = { DATABASE_URL: 'postgres://me:pass@localhost/longwatch' };

describe('loadConfig', () => {
  it('fills in what is absent or empty, and freezes the result', () => {
    const config = loadConfig(schema, { ...good, WAIT_SEC: '' });

    expect(config).toEqual({ ...good, WAIT_SEC: 1.5, POOL_SIZE: 3, QUIET: false });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('cuts the trailing slashes of a base URL', () => {
    expect(loadConfig(schema, { ...good, BASE_URL: 'http://host:1/base//' }).BASE_URL).toBe('http://host:1/base');
  });

  it.each([
    ['WAIT_SEC', '61'],
    ['WAIT_SEC', '-1'],
    ['WAIT_SEC', '1e3'],
    ['WAIT_SEC', 'NaN'],
    ['WAIT_SEC', '0x10'],
    ['POOL_SIZE', '2.5'],
    ['POOL_SIZE', '0'],
    ['QUIET', 'yes'],
    ['BASE_URL', 'localhost:3001'],
    ['BASE_URL', 'file:///etc'],
    ['DATABASE_URL', 'mysql://localhost/x'],
  ])('refuses %s=%s and says which setting it was', (name, value) => {
    expect(() => loadConfig(schema, { ...good, [name]: value })).toThrow(new RegExp(`^Bad setting ${name}: `));
  });

  it('names every bad setting at once, a line each', () => {
    const load = () => loadConfig(schema, { WAIT_SEC: 'x', QUIET: 'y' });

    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/^Bad setting DATABASE_URL: .*\nBad setting WAIT_SEC: .*\nBad setting QUIET: .*$/);
  });

  it('never repeats a bad secret', () => {
    const load = () => loadConfig(schema, { DATABASE_URL: 'mysql://me:hunter2@host' });

    expect(load).toThrow(/^(?!.*hunter2).*DATABASE_URL/);
  });
});

describe('maskSecrets', () => {
  it('hides the values that must never be printed', () => {
    expect(maskSecrets({ DATABASE_URL: 'postgres://me:pass@host/x', API_TOKEN: 't', LOG_LEVEL: 'info' })).toEqual({
      DATABASE_URL: '***',
      API_TOKEN: '***',
      LOG_LEVEL: 'info',
    });
  });
});
