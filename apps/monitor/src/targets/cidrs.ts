import { z } from 'zod';
import { parseCidr } from './target-guard.js';

/** A setting that is a list of address ranges: 10.0.0.0/8, fd00::/8, an address alone; separated by commas. */
export const cidrs = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .transform((parts) => parts.filter((part) => part !== ''))
  .refine((parts) => parts.every(isCidr), 'must be address ranges such as 10.0.0.0/8, separated by commas');

function isCidr(text: string): boolean {
  try {
    parseCidr(text);
    return /^[\da-f.:/]+$/i.test(text);
  } catch {
    return false;
  }
}
