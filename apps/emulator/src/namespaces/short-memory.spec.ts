import { describe, expect, it, jest } from '@jest/globals';
import { ShortMemory } from './short-memory.js';

describe('A short memory', () => {
  it('reads once what is asked at a time, for each namespace', async () => {
    const read = jest.fn(async (namespace: string) => `${namespace}!`);
    const memory = new ShortMemory(read);

    const told = await Promise.all([memory.of('a'), memory.of('a'), memory.of('b')]);

    expect(told).toEqual(['a!', 'a!', 'b!']);
    expect(read.mock.calls).toEqual([['a'], ['b']]);
  });

  it('reads again what was forgotten, also while it was being read', async () => {
    let version = 0;
    const memory = new ShortMemory(async () => (version += 1));

    const before = memory.of('a');
    memory.forget('a');

    expect([await before, await memory.of('a')]).toEqual([1, 2]);
  });

  it('reads again what could not be read', async () => {
    const read = jest.fn<() => Promise<string>>().mockRejectedValueOnce(new Error('away')).mockResolvedValue('here');
    const memory = new ShortMemory(read);

    await expect(memory.of('a')).rejects.toThrow('away');

    expect(await memory.of('a')).toBe('here');
  });
});
