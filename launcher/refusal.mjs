/** Trouble that whoever typed the command can mend: told in the message alone, without a stack. */
export class Refusal extends Error {
  /** @override */
  name = 'Refusal';
}

/**
 * The system's short code of an error (ENOENT, EACCES…), else its message.
 * @param {unknown} error
 */
export function reasonOf(error) {
  if (error instanceof Error) return 'code' in error && error.code ? String(error.code) : error.message;
  return String(error);
}
