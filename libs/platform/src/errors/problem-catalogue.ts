import type { Problem, ProblemCode, ProblemError } from '@app/contracts';

/** Each kind of problem: its HTTP status and its title. */
export const problemCatalogue: Record<ProblemCode, { status: number; title: string }> = {
  'body-malformed': { status: 400, title: 'The body can not be parsed' },
  'body-invalid': { status: 422, title: 'The body is well-formed but not valid' },
  'parameter-invalid': { status: 422, title: 'A parameter is not valid' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'content-type-unsupported': { status: 415, title: 'The body is of a type that the route does not take' },
  'url-malformed': { status: 400, title: 'The URL is malformed' },
  'url-too-long': { status: 414, title: 'A part of the URL is too long' },
  'route-unknown': { status: 404, title: 'There is no such route' },
  'method-not-allowed': { status: 405, title: 'The route does not take this method' },
  'job-name-invalid': { status: 422, title: 'The job name is not valid' },
  'job-name-taken': { status: 409, title: 'A job of that name has not ended yet' },
  'job-unknown': { status: 404, title: 'There is no such job' },
  'monitor-name-taken': { status: 409, title: 'A monitor of that name has not ended yet' },
  'monitor-unknown': { status: 404, title: 'There is no such monitor' },
  'monitor-live': { status: 409, title: 'The monitor has not ended yet' },
  'monitor-ended': { status: 409, title: 'The monitor has ended' },
  'monitor-not-failed': { status: 400, title: 'The monitor has not failed' },
  'monitor-not-watching': { status: 409, title: 'The monitor does not watch its job at the moment' },
  'monitor-not-in-doubt': { status: 409, title: 'The start of the monitor is not in doubt' },
  'process-unknown': { status: 404, title: 'There is no such process' },
  'profile-unknown': { status: 404, title: 'There is no such profile' },
  'profile-in-use': { status: 409, title: 'Live monitors run on the profile' },
  'profile-shipped': { status: 409, title: 'The profile comes with Longwatch or from its settings' },
  'dialect-unknown': { status: 404, title: 'There is no such dialect' },
  'dialect-shipped': { status: 409, title: 'The dialect comes with Longwatch' },
  'exchange-unknown': { status: 404, title: 'The monitor keeps no such exchange' },
  'precondition-failed': { status: 412, title: 'A precondition of the request does not hold' },
  'start-key-reused': { status: 422, title: 'The Idempotency-Key was used for another request' },
  'start-key-invalid': { status: 422, title: 'The Idempotency-Key is not valid' },
  'start-in-flight': { status: 409, title: 'A request with this Idempotency-Key is being answered' },
  'start-unfit': { status: 409, title: 'The job can not be started again' },
  'operation-unsupported': { status: 501, title: 'The profile can not ask this of the remote side' },
  'remote-purge-failed': { status: 502, title: 'The remote side has not deleted the job' },
  'callback-unknown': { status: 404, title: 'Nobody waits for this callback' },
  'callback-unverified': { status: 401, title: 'The callback does not prove where it comes from' },
  'scenario-from-file': { status: 409, title: 'The scenario comes from a file' },
  'scenario-unknown': { status: 404, title: 'There is no such scenario' },
  'secret-given-outside': { status: 409, title: 'The secret is not given through this API' },
  'secret-unknown': { status: 404, title: 'There is no such secret' },
  'secrets-key-missing': { status: 501, title: 'There is no key to encrypt secrets with' },
  'database-unavailable': { status: 503, title: 'The database can not be reached' },
  'shutting-down': { status: 503, title: 'This replica is shutting down' },
  internal: { status: 500, title: 'Something went wrong on our side' },
};

/** A problem document (RFC 9457); `requestId` becomes its instance. */
export function problem(code: ProblemCode, requestId: string, detail?: string, errors?: ProblemError[]): Problem {
  const { status, title } = problemCatalogue[code];
  return {
    type: `/problems/${code}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    instance: `urn:uuid:${requestId}`,
    code,
    ...(errors === undefined ? {} : { errors }),
  };
}
