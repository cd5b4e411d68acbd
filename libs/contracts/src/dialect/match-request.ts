import type { CompiledDialect, IncomingRequest, RouteMatch } from './dialect.js';

/** What a request to a dialect asks for, and of which job. Undefined where the API has no such request. Never throws. */
export function matchRequest(dialect: CompiledDialect, incoming: IncomingRequest): RouteMatch | undefined {
  throw new Error(`not yet: ${dialect.compiled.name} ${incoming.path}`);
}
