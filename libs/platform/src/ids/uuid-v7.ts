import { randomBytes } from 'node:crypto';

const LARGEST_COUNTER = 0xfff;

let lastMs = 0;
let counter = 0;

/**
 * A UUID of version 7 (RFC 9562, section 5.7), greater than every one that this process made before, also within one
 * millisecond and when the wall clock is set back: the 12 bits of rand_a are a counter (section 6.2, method 1).
 */
export function uuidV7(): string {
  const bytes = randomBytes(16);
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    counter = bytes.readUInt16BE(6) & (LARGEST_COUNTER >> 1);
  } else if (++counter > LARGEST_COUNTER) {
    lastMs++;
    counter = 0;
  }
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Whether `text` is a UUID of any version, as Postgres's `uuid` takes it. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
