import {
  type CustomStatus,
  type HistoryEvent,
  type InlineWaitQuery,
  type InstanceOutput,
  type InstanceStatus,
  type InstancesQuery,
  type MonitorEventType,
  type MonitorInput,
  type MonitorState,
  type PurgeQuery,
  type PurgeResult,
  type RestartQuery,
  type RuntimeStatus,
  type StatusQuery,
  continuationTokenSchema,
  isOutcome,
  monitorStates,
} from '@app/contracts';
import { AppError } from '@app/platform';
import type { MonitorEventEntity } from '../../events/monitor-event.entity.js';
import type { MonitorEntity } from '../../monitors/monitor.entity.js';
import { jobIdOf } from '../../monitors/job-id.js';
import { errorOf } from '../../monitors/monitor-error.js';
import type { ListFilter } from '../../monitors/monitors.repository.js';
import type { StartRequest } from '../../monitors/start-request.js';
import { checkStatus } from '../check-status.js';
import { inputSettings } from '../input-settings.js';

export type Monitor = Pick<
  MonitorEntity,
  'name' | 'instanceId' | 'profile' | 'input' | 'state' | 'context' | 'createdAt' | 'updatedAt'
>;

/** The job has the name that the input gives it, else the instance id, else the monitor's own. */
export function toStartRequest(functionName: string, instanceId: string | undefined, input: unknown): StartRequest {
  const { jobName } = (typeof input === 'object' ? (input ?? {}) : {}) as MonitorInput;
  return {
    profile: functionName,
    input,
    name: jobName ?? instanceId,
    instanceId: instanceId === undefined ? undefined : () => instanceId,
    ...inputSettings(input),
  };
}

const runtimeStatuses: Record<MonitorState, RuntimeStatus> = {
  Pending: 'Pending',
  Starting: 'Running',
  StartUnknown: 'Running',
  Watching: 'Running',
  Suspended: 'Suspended',
  Succeeded: 'Completed',
  Failed: 'Failed',
  TimedOut: 'Failed',
  Lost: 'Failed',
  Canceled: 'Terminated',
};

/** An instance as that API shows it. */
export function toInstanceStatus(
  monitor: Monitor,
  { showInput, history }: { showInput: boolean; history?: HistoryEvent[] | undefined },
): InstanceStatus {
  return {
    name: monitor.profile,
    instanceId: monitor.instanceId,
    runtimeStatus: runtimeStatuses[monitor.state],
    input: showInput ? monitor.input : null,
    customStatus: toCustomStatus(monitor),
    output: toOutput(monitor),
    createdTime: monitor.createdAt.toISOString(),
    lastUpdatedTime: monitor.updatedAt.toISOString(),
    ...(history === undefined ? {} : { historyEvents: history, history }),
  };
}

/** Seconds that a client is asked to wait before it asks again. */
const NEXT_LOOK_SEC = 5;

/** The answer to a status query; one that runs tells where and when to ask again, in the same manner. */
export function toStatusAnswer(publicBaseUrl: string, monitor: Monitor, query: StatusQuery, history?: HistoryEvent[]) {
  const body = toInstanceStatus(monitor, { showInput: query.showInput, history });
  if (!isOutcome(monitor.state)) {
    const location = checkStatus(publicBaseUrl, monitor.instanceId).statusQueryGetUri + manner(query);
    return { code: 202, headers: { location, 'retry-after': String(NEXT_LOOK_SEC) }, body };
  }
  const isError = body.runtimeStatus === 'Failed' && query.returnInternalServerErrorOnFailure;
  return { code: isError ? 500 : 200, headers: {}, body };
}

/** What was asked for other than by default, to be appended to a query. */
function manner({ showInput, ...asked }: StatusQuery): string {
  const flags = Object.entries(asked).filter(([, isOn]) => isOn);
  return [...(showInput ? [] : ['&showInput=false']), ...flags.map(([name]) => `&${name}=true`)].join('');
}

/** What a client that waited gets: the bare output of what completed, the status of what ended otherwise. */
export function toEnded(monitor: Monitor): InstanceOutput | InstanceStatus | undefined {
  if (!isOutcome(monitor.state)) return undefined;
  return monitor.state === 'Succeeded' ? toOutput(monitor)! : toInstanceStatus(monitor, { showInput: true });
}

function toCustomStatus({ name, context }: Monitor): CustomStatus | null {
  const { statusWord, progress, polls } = context;
  if (statusWord === null) return null;
  const percent = progress?.percent;
  return {
    jobId: jobIdOf(context),
    jobName: name,
    jobStatus: statusWord,
    polls,
    ...(percent === undefined ? {} : { percent }),
  };
}

function toOutput(monitor: Monitor): InstanceOutput | null {
  const { state, context } = monitor;
  if (!isOutcome(state)) return null;
  const error = errorOf(monitor);
  return {
    outcome: state,
    ...(state === 'Succeeded' ? { result: context.result?.kind === 'inline' ? context.result.value : null } : {}),
    ...(context.result?.kind === 'reference' ? { resultUrl: context.result.url } : {}),
    ...(error === undefined ? {} : { error }),
    ...(state === 'Canceled' && context.reason !== null ? { reason: context.reason } : {}),
  };
}

/** The words that this API has for what it knows, too. */
const eventTypes: Partial<Record<MonitorEventType, HistoryEvent['EventType']>> = {
  'longwatch.monitor.created.v1': 'ExecutionStarted',
  'longwatch.monitor.starting.v1': 'TaskScheduled',
  'longwatch.monitor.started.v1': 'TaskCompleted',
  'longwatch.monitor.suspended.v1': 'ExecutionSuspended',
  'longwatch.monitor.resumed.v1': 'ExecutionResumed',
  'longwatch.monitor.succeeded.v1': 'ExecutionCompleted',
  'longwatch.monitor.failed.v1': 'ExecutionCompleted',
  'longwatch.monitor.timed-out.v1': 'ExecutionCompleted',
  'longwatch.monitor.lost.v1': 'ExecutionCompleted',
  'longwatch.monitor.canceled.v1': 'ExecutionTerminated',
};

type Entry = Pick<MonitorEventEntity, 'type' | 'at' | 'data'>;

export function toHistory(monitor: Monitor, entries: Entry[], showOutput: boolean): HistoryEvent[] {
  return entries.map(({ type, at, data }) => {
    const EventType = eventTypes[type] ?? 'GenericEvent';
    const isEnd = EventType === 'ExecutionCompleted' || EventType === 'ExecutionTerminated';
    return {
      EventType,
      Timestamp: at.toISOString(),
      Name: type,
      ...(EventType === 'ExecutionStarted' ? { FunctionName: monitor.profile } : {}),
      ...(isEnd ? { OrchestrationStatus: runtimeStatuses[monitor.state] } : {}),
      ...(showOutput ? { Result: data } : {}),
    };
  });
}

/** One monitor more than the page holds tells whether another page follows. */
export function toListFilter(query: InstancesQuery, token: string | undefined): ListFilter {
  const { instanceIdPrefix, top } = query;
  const { data: afterId, error } = continuationTokenSchema.safeParse(token);
  if (error) throw new AppError('parameter-invalid', 'The continuation token is not one that a page has answered');
  return { ...toPurgeFilter(query), instanceIdPrefix, afterId, limit: top + 1 };
}

/** The token is empty on the last page. */
export function toPage(monitors: MonitorEntity[], { showInput, top }: InstancesQuery) {
  const shown = monitors.slice(0, top);
  return {
    token: monitors.length > top ? shown.at(-1)!.id : '',
    body: shown.map((monitor) => toInstanceStatus(monitor, { showInput })),
  };
}

/** The ids of a restarted run: the monitor's own, or the old instance's. */
export function toRestartId(instanceId: string, query: RestartQuery): StartRequest['instanceId'] {
  return query.restartWithNewInstanceId ? undefined : () => instanceId;
}

/** A filter that matched nothing is that API's 404. */
export function toPurged(instancesDeleted: number): PurgeResult {
  if (instancesDeleted === 0) throw new AppError('monitor-unknown', 'No ended instance matched');
  return { instancesDeleted };
}

export function toPurgeFilter<From extends Date | undefined>(
  query: Pick<PurgeQuery, 'createdTimeTo' | 'runtimeStatus'> & { createdTimeFrom?: From },
) {
  const { createdTimeFrom, createdTimeTo, runtimeStatus } = query;
  const states = runtimeStatus && monitorStates.filter((state) => runtimeStatus.includes(runtimeStatuses[state]));
  return { createdFrom: createdTimeFrom as From, createdTo: createdTimeTo, states };
}

const DEFAULT_LOOK_SEC = 1;

/** How long an answer is held back for the end, or undefined where it comes at once. */
export function toWait({ timeout, pollingInterval }: InlineWaitQuery) {
  if (timeout === undefined) return undefined;
  return { limitMs: timeout * 1000, intervalMs: (pollingInterval ?? DEFAULT_LOOK_SEC) * 1000 };
}
