import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { type Fault, type ProblemError, faultsOf, toProblemErrors } from '@app/contracts';
import type { z } from 'zod';
import { AppError } from './app-error.js';

/** Validates what a decorator gave a schema for, and answers a problem that names every invalid place. */
@Injectable()
export class SchemaPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // What `@Body({ schema })` and its sisters put into the metadata; all of ours are Zod's.
    const schema = (metadata as { schema?: z.ZodType }).schema;
    if (schema === undefined) return value;
    const result = await schema.safeParseAsync(value);
    if (result.success) return result.data;
    const faults = faultsOf(result.error, schema);
    if (metadata.type === 'body') throw new AppError('body-invalid', 'See errors', toProblemErrors(faults));
    throw new AppError(
      'parameter-invalid',
      'See errors',
      faults.map((fault) => parameterError(fault, metadata.data)),
    );
  }
}

function parameterError({ path, detail }: Fault, parameter: string | undefined): ProblemError {
  return { parameter: parameter ?? String(path[0] ?? ''), detail };
}
