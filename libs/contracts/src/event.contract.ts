import { z } from 'zod';

/** Everything that a monitor's history can tell; past facts, in the words of CloudEvents' `type`. */
export const monitorEventTypes = [
  'longwatch.monitor.created.v1',
  'longwatch.monitor.starting.v1',
  'longwatch.monitor.start-failing.v1',
  'longwatch.monitor.start-unknown.v1',
  'longwatch.monitor.started.v1',
  'longwatch.monitor.start-searched.v1',
  'longwatch.monitor.status-changed.v1',
  'longwatch.monitor.status-unknown.v1',
  'longwatch.monitor.progressed.v1',
  'longwatch.monitor.pace-changed.v1',
  'longwatch.monitor.polls-failing.v1',
  'longwatch.monitor.record-missing.v1',
  'longwatch.monitor.polls-recovered.v1',
  'longwatch.monitor.cancel-requested.v1',
  'longwatch.monitor.suspend-requested.v1',
  'longwatch.monitor.suspended.v1',
  'longwatch.monitor.resumed.v1',
  'longwatch.monitor.operation-accepted.v1',
  'longwatch.monitor.operation-refused.v1',
  'longwatch.monitor.operation-failing.v1',
  'longwatch.monitor.result-awaited.v1',
  'longwatch.monitor.result-failing.v1',
  'longwatch.monitor.succeeded.v1',
  'longwatch.monitor.failed.v1',
  'longwatch.monitor.canceled.v1',
  'longwatch.monitor.timed-out.v1',
  'longwatch.monitor.lost.v1',
] as const;

export const monitorEventTypeSchema = z.enum(monitorEventTypes).meta({ id: 'MonitorEventType' });
export type MonitorEventType = z.infer<typeof monitorEventTypeSchema>;
