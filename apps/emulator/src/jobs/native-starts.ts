import { Injectable } from '@nestjs/common';
import { type CompiledDialect, type StartJob, chosenReference, renderReference } from '@app/contracts';
import { DialectsService } from '../dialects/dialects.service.js';
import { ScenariosService } from '../scenarios/scenarios.service.js';
import type { StoredRequest } from './job-now.js';
import { JobsService } from './jobs.service.js';
import { checkStart } from './start-checks.js';
import type { StartRequest, StartedJob } from './start-request.js';

export interface NativeStart {
  namespace: string;
  body: StartJob;
  startKey: string | undefined;
  /** The text of Longwatch-Scenario. */
  scenario: string | undefined;
}

/** Starts jobs for the native API: of no dialect, or as a dialect would, without the request that it takes. */
@Injectable()
export class NativeStarts {
  constructor(
    private readonly jobs: JobsService,
    private readonly scenarios: ScenariosService,
    private readonly dialects: DialectsService,
  ) {}

  async start({ namespace, body, startKey, scenario: header }: NativeStart): Promise<StartedJob> {
    const { scenario: field, input, dialect = null } = body;
    const name = body.name ?? null;
    checkStart({ name, startKey });
    const played = dialect === null ? null : await this.dialects.open(namespace, dialect);
    const asked = { namespace, dialect: dialect ?? 'native', route: '/jobs', name, startKey, header, field, input };
    const given = await this.scenarios.lifeFor(asked);
    const request = { namespace, dialect, name, startKey, life: (ordinal: number) => given.lifeOf(ordinal) };
    return this.jobs.start(played === null ? request : { ...request, ...asDialectWould(played, name, input) });
  }
}

function asDialectWould(
  dialect: CompiledDialect,
  name: string | null,
  input: unknown,
): Pick<StartRequest, 'reference' | 'taken' | 'request'> {
  const bound = { job: {}, ...(input === undefined ? {} : { input }), ...(name === null ? {} : { name }) };
  const incoming = { method: 'POST', path: '/', query: [], headers: {}, body: input, text: undefined };
  const request: StoredRequest = { incoming, bound };
  return {
    reference:
      chosenReference(dialect, bound) ??
      (({ id, number }) => String(renderReference(dialect, 'id', { id, number, name, bound }))),
    taken: dialect.supplement.taken,
    request,
  };
}
