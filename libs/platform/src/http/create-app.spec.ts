import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Module } from '@nestjs/common';
import { ConfigError } from '../config/load-config.js';
import { createApp } from './create-app.js';

@Module({
  providers: [
    {
      provide: 'files',
      useFactory: () => {
        throw new ConfigError('The folder can not be read');
      },
    },
  ],
})
class FaultyModule {}

describe('An app that can not be made', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('leaves it to who makes it to tell why', async () => {
    const written = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write').mockReturnValue(true));

    await expect(createApp(FaultyModule)).rejects.toThrow(new ConfigError('The folder can not be read'));

    expect(written.flatMap(({ mock }) => mock.calls)).toEqual([]);
  });
});
