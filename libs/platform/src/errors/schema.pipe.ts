import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import type { ProblemError } from '@app/contracts';
import { AppError } from './app-error.js';

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
  /** Zod's own, where fields are not known: their names. */
  code?: string;
  keys?: string[];
}

/** What `@Body({ schema })` and its sisters put into the metadata: a Standard Schema (https://standardschema.dev). */
interface Schema {
  '~standard': { validate(value: unknown): unknown };
}

/** Validates what a decorator gave a schema for, and answers a problem that names every invalid place. */
@Injectable()
export class SchemaPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const schema = (metadata as { schema?: Schema }).schema;
    if (schema === undefined) return value;
    const result = (await schema['~standard'].validate(value)) as { value?: unknown; issues?: readonly Issue[] };
    if (result.issues === undefined) return result.value;
    const issues = result.issues.flatMap(placeByPlace);
    if (metadata.type === 'body') {
      throw new AppError('body-invalid', 'See errors', issues.map(bodyError));
    }
    throw new AppError(
      'parameter-invalid',
      'See errors',
      issues.map((issue) => parameterError(issue, metadata.data)),
    );
  }
}

/** Fields that are not known are told of where they stand, each on its own. */
function placeByPlace(issue: Issue): Issue[] {
  if (issue.code !== 'unrecognized_keys' || issue.keys === undefined) return [issue];
  return issue.keys.map((key) => ({ message: 'is not known here', path: [...(issue.path ?? []), key] }));
}

function keysOf(issue: Issue): string[] {
  return (issue.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step));
}

function bodyError(issue: Issue): ProblemError {
  const pointer = keysOf(issue)
    .map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
  return { pointer, detail: issue.message };
}

function parameterError(issue: Issue, parameter: string | undefined): ProblemError {
  return { parameter: parameter ?? keysOf(issue)[0] ?? '', detail: issue.message };
}
