import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import OpenAI from 'openai';
import { type EmulatorApp, startEmulatorApp } from '../support/emulator-app.js';
import { createEmulatorDatabase } from '../support/emulator-replica.js';
import type { TestDatabase } from '../support/test-database.js';

/** What the helper of docs/emulator.md gives, as its text says. */
interface Helper {
  emulator: (options: { root: string; namespace?: string }) => {
    baseUrl: (dialect: string) => string;
    scenario: (name: string, scenario: unknown) => Promise<unknown>;
    outage: (outage: unknown) => Promise<unknown>;
    advance: (by: string) => Promise<unknown>;
    freeze: () => Promise<{ isFrozen: boolean }>;
    callbacks: () => Promise<unknown>;
    referee: () => Promise<{ clean: boolean; requests: number }>;
    reset: () => Promise<unknown>;
  };
}

let database: TestDatabase;
let app: EmulatorApp;
let folder: string;
let helper: Helper;
beforeAll(async () => {
  const [, source] = /```js\n(\/\/ emulator\.js\n[^]*?)```/.exec(readFileSync('docs/emulator.md', 'utf8'))!;
  folder = mkdtempSync(join(tmpdir(), 'longwatch-docs-'));
  writeFileSync(join(folder, 'emulator.mjs'), source!);
  helper = (await import(pathToFileURL(join(folder, 'emulator.mjs')).href)) as Helper;
  database = await createEmulatorDatabase();
  app = await startEmulatorApp(database.url);
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

describe('The helper for test authors in docs/emulator.md', () => {
  it('lets a batch of a day end at once, and finds the official client clean', async () => {
    const api = helper.emulator({ root: app.url });
    await api.scenario('slow', { for: { dialect: 'openai-batch' }, running: '24h' });
    const openai = new OpenAI({ apiKey: 'any', baseURL: `${api.baseUrl('openai-batch')}/v1` });

    const asked = { input_file_id: 'file-1', endpoint: '/v1/responses', completion_window: '24h' } as const;
    const { id } = await openai.batches.create(asked);
    await api.advance('25h');
    const batch = await openai.batches.retrieve(id);

    expect(batch.status).toBe('completed');
    expect(await api.referee()).toMatchObject({ clean: true, requests: 2 });
  });

  it('keeps tests apart, and forgets all when it is asked to', async () => {
    const [one, other] = [helper.emulator({ root: app.url }), helper.emulator({ root: app.url })];

    await one.outage({ reply: { code: 503 } });
    const [hit, spared] = await Promise.all(
      [one, other].map((api) => fetch(`${api.baseUrl('plain-202')}/operations/1`)),
    );
    await one.reset();

    expect([hit!.status, spared!.status]).toEqual([503, 404]);
    expect(await one.referee()).toMatchObject({ clean: false, requests: 0 });
    expect((await one.freeze()).isFrozen).toBe(true);
    expect(await one.callbacks()).toBeDefined();
  });

  it('tells why a call was refused', async () => {
    const api = helper.emulator({ root: app.url });

    await expect(api.scenario('odd', { queued: 'soon' })).rejects.toThrow(/PUT scenarios\/odd: 422 .*\/queued/);
  });
});
