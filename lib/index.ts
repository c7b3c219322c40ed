export { type Config, defineConfig, type WrittenConfig } from '../contract/config.ts';
export type { NetworkOptions } from './functions.ts';
export type { JwtOptions } from './http-api.ts';
export type { Imports } from './imports.ts';
export { JobScheduler } from './job-scheduler.ts';
export type { JobSchedulerProps } from './job-scheduler-props.ts';
export { JobSchedulerStack, type JobSchedulerStackProps } from './job-scheduler-stack.ts';
export type { ProvisionedPollers, ScaleProps } from './scale-props.ts';
export type { TableCapacity, UnitRange } from './table-capacity.ts';
