import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { isUuid, uuidV7 } from './uuid-v7.js';

afterEach(() => {
  jest.restoreAllMocks();
});

describe('uuidV7', () => {
  it('carries version 7, the variant of RFC 9562 and the time of its making', () => {
    const before = Date.now();

    const id = uuidV7();

    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(id.replace('-', '').slice(0, 12), 16)).toBeGreaterThanOrEqual(before);
  });

  it('only ever rises, also when many are made within one millisecond', () => {
    const ids = Array.from({ length: 20_000 }, uuidV7);

    expect([...new Set(ids)].sort()).toEqual(ids);
  });

  it('rises also when the wall clock is set back', () => {
    const earlier = uuidV7();
    jest.spyOn(Date, 'now').mockReturnValue(1_000_000);

    const later = uuidV7();

    expect(later > earlier).toBe(true);
  });
});

describe('isUuid', () => {
  it.each(['019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c11', '019AA7C2-5F0E-7C3B-9D52-1F4A8F2B6C11', uuidV7()])(
    'accepts %s',
    (text) => {
      expect(isUuid(text)).toBe(true);
    },
  );

  it.each(['', 'x', '019aa7c25f0e7c3b9d521f4a8f2b6c11', '019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c1', ' 019aa7c2'])(
    'refuses %j',
    (text) => {
      expect(isUuid(text)).toBe(false);
    },
  );
});
