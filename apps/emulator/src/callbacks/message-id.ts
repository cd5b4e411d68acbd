/** The id of a callback's message; its repeats have the same. */
export function messageId({ jobId, message }: { jobId: string; message: number }): string {
  return `msg_${jobId.replaceAll('-', '')}_${message}`;
}
