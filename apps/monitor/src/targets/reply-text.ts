import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

type Inflater = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

/** We ask for no coding (RFC 9110, section 8.4.1), yet some servers choose one. */
const inflaters: Record<string, Inflater> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/**
 * Undoes the coding of a body. Undefined where it would become larger than `maxBytes`, or can't be undone: several
 * codings one over the other count as that, for only a bomb needs them.
 */
export async function undoCoding(bytes: Buffer, coding: string, maxBytes: number): Promise<Buffer | undefined> {
  const inflater = inflaters[coding.trim().toLowerCase()];
  return inflater?.(bytes, { maxOutputLength: maxBytes }).catch(() => undefined);
}

/** The text of a body: UTF-8 (RFC 8259, section 8.1) unless its Content-Type names another charset; without a mark of order. */
export function readText(bytes: Buffer, contentType: string | undefined): string {
  const charset = contentType === undefined ? undefined : /charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1];
  const text = charset === undefined || /^utf-?8$/i.test(charset) ? bytes.toString() : decode(bytes, charset);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function decode(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString();
  }
}
