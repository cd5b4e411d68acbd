import type { CheckStatus } from '@app/contracts';

/** Where the Durable Functions HTTP API lives. */
export const DURABLE_FUNCTIONS_PATH = '/runtime/webhooks/durabletask';

/** Clients append `&showHistory=true` and the like, so there has to be a query. */
const QUERY = 'taskHub=Longwatch&connection=Storage';

/** Seconds that a client is asked to wait before it asks for the first status. */
const FIRST_LOOK_SEC = 10;

/** What a start answers, in the Durable Functions HTTP API and in seed A's trigger alike. */
export interface Started {
  headers: Record<string, string>;
  body: CheckStatus;
}

export function toStarted(publicBaseUrl: string, instanceId: string): Started {
  const body = checkStatus(publicBaseUrl, instanceId);
  return { headers: { location: body.statusQueryGetUri, 'retry-after': String(FIRST_LOOK_SEC) }, body };
}

/** The links of an instance. Built as strings: `new URL()` would encode the braces of `{eventName}` and `{text}`. */
export function checkStatus(publicBaseUrl: string, instanceId: string): CheckStatus {
  const instance = `${publicBaseUrl}${DURABLE_FUNCTIONS_PATH}/instances/${encodeURIComponent(instanceId)}`;
  return {
    id: instanceId,
    statusQueryGetUri: `${instance}?${QUERY}`,
    sendEventPostUri: `${instance}/raiseEvent/{eventName}?${QUERY}`,
    terminatePostUri: `${instance}/terminate?reason={text}&${QUERY}`,
    purgeHistoryDeleteUri: `${instance}?${QUERY}`,
    restartPostUri: `${instance}/restart?${QUERY}`,
    suspendPostUri: `${instance}/suspend?reason={text}&${QUERY}`,
    resumePostUri: `${instance}/resume?reason={text}&${QUERY}`,
    rewindPostUri: `${instance}/rewind?reason={text}&${QUERY}`,
  };
}
