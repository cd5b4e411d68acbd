/** The name of the unique constraint or index that a statement broke, or undefined where that was not its error. */
export function brokenUniqueConstraint(error: unknown): string | undefined {
  const { code, constraint } = driverError(error);
  return code === '23505' ? (constraint ?? '') : undefined;
}

/**
 * Whether the database was away, shutting down, out of connections or too slow to answer: nothing is wrong with the
 * request itself. SQLSTATE classes: appendix A of the PostgreSQL manual.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  const { code, message } = driverError(error);
  if (code !== undefined && /^(08|28|42501|53|57P|57014|25P03|25006|40)/.test(code)) return true;
  if (code !== undefined && /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI)/.test(code)) return true;
  return /timeout exceeded when trying to connect|Connection terminated|Query read timeout|not queryable/i.test(
    message,
  );
}

/** Whether the server does not know a prepared statement, or knows it from somebody else: it was not run. */
export function isUnprepared(error: unknown): boolean {
  const { code } = driverError(error);
  return code === '26000' || code === '42P05';
}

function driverError(error: unknown): { code?: string; constraint?: string; message: string } {
  if (typeof error !== 'object' || error === null) return { message: String(error) };
  const inner = (error as { driverError?: unknown }).driverError;
  if (inner !== undefined && inner !== error) return driverError(inner);
  return error as { code?: string; constraint?: string; message: string };
}
