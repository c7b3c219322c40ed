export type { Deliver, Delivery } from './delivery.ts';
export type { Schedule } from './schedule-store.ts';
export type { Clock } from './scheduler.ts';
export { type SchedulerHandle, type SchedulerOptions, startScheduler } from './start-scheduler.ts';
