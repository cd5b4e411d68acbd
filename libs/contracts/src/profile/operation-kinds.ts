/** What crosses over to a job that runs already. */
export const operationKinds = ['cancel', 'pause', 'resume', 'purge'] as const;
export type OperationKind = (typeof operationKinds)[number];
