/** What a job can call back for. */
export const callbackEvents = ['running', 'progress', 'end'] as const;
export type CallbackEvent = (typeof callbackEvents)[number];
