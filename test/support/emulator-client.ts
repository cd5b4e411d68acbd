import { randomUUID } from 'node:crypto';
import type { EmulatorApp } from './emulator-app.js';

/** What replies of the emulator hold, as far as tests look at it. */
interface Told {
  code?: string;
  error_code?: string;
  errors?: { pointer?: string }[];
  jobs?: unknown[];
  dialects?: unknown[];
  run_id?: number;
  id?: string;
  state?: string;
  status?: { state: string };
}

export interface EmulatorCall {
  method?: string;
  json?: unknown;
  text?: string;
  headers?: Record<string, string>;
}

/** A client in a namespace of its own, whose clock stands still. */
export async function emulatorClient(emulator: EmulatorApp) {
  const root = `${emulator.url}/ns/${randomUUID()}`;
  const call = async (path: string, { method, json, text, headers }: EmulatorCall = {}) => {
    const body = json === undefined ? text : JSON.stringify(json);
    const reply = await fetch(root + path, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { ...(json !== undefined && { 'content-type': 'application/json' }), ...headers },
      redirect: 'manual',
      ...(body !== undefined && { body }),
    });
    const told = await reply.text();
    return { status: reply.status, headers: reply.headers, text: told, body: parsed(told) };
  };
  await call('/api/v1/clock/freeze', { method: 'POST' });
  return { root, call, advance: (by: string) => call('/api/v1/clock/advance', { json: { by } }) };
}

/** The header that gives a start this scenario. */
export function withScenario(fields: object): Record<string, string> {
  return { 'longwatch-scenario': JSON.stringify(fields) };
}

function parsed(text: string): Told {
  try {
    return JSON.parse(text) as Told;
  } catch {
    return {};
  }
}
