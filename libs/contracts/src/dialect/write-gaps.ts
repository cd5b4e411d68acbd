import type { CompiledDialect } from './dialect.js';
export function dialectGaps(_dialect: CompiledDialect): string[] {
  return [];
}
