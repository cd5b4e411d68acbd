import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { durableErrorSchema } from '@app/contracts';

const everywhere = { 500: 'Something went wrong on our side', 503: 'The database can not be reached' };

/** Documents what an endpoint refuses, by status. What is refused before an endpoint is chosen is a problem document. */
export function ApiDurableErrors(errors: Record<number, string>): MethodDecorator {
  const all = Object.entries({ ...errors, ...everywhere });
  return applyDecorators(
    ...all.map(([status, description]) =>
      ApiResponse({ status: Number(status), description, standardSchema: durableErrorSchema }),
    ),
  );
}

/** What every route with a body refuses before it looks at anything else. */
export const bodyErrors = {
  413: 'The body is too large (a problem document)',
  415: 'The body is not application/json (a problem document)',
};

export const instanceErrors = { 404: 'There is no such instance' };

/** Header of the answer to a start. */
export const startedHeaders = {
  Location: { description: 'statusQueryGetUri', schema: { type: 'string', format: 'uri' } },
  'Retry-After': { description: 'Seconds to wait before asking', schema: { type: 'integer' } },
} as const;
