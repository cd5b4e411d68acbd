import { afterAll, beforeAll } from '@jest/globals';
import { type EmulatorApp, startEmulatorApp } from './emulator-app.js';
import { emulatorClient } from './emulator-client.js';
import { createEmulatorDatabase } from './emulator-replica.js';
import type { TestDatabase } from './test-database.js';

/** An emulator over HTTP and a database for the file. `setup` makes a client, in a namespace of its own, for a test. */
export function emulatorStage() {
  let database: TestDatabase;
  let emulator: EmulatorApp;

  beforeAll(async () => {
    database = await createEmulatorDatabase();
    emulator = await startEmulatorApp(database.url);
  });
  afterAll(async () => {
    await emulator.close();
    await database.drop();
  });

  return {
    get database() {
      return database;
    },
    setup: () => emulatorClient(emulator),
  };
}
