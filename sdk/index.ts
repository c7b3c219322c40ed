export * from '../contract/alert.ts';
export * from '../contract/audit.ts';
export * from '../contract/bulk.ts';
export * from '../contract/changes.ts';
export type { Config, WrittenConfig } from '../contract/config.ts';
export { defineConfig } from '../contract/config.ts';
export * from '../contract/dispatch.ts';
export * from '../contract/dispatch-many.ts';
export * from '../contract/errors.ts';
export * from '../contract/hold.ts';
export * from '../contract/job.ts';
export * from '../contract/job-function.ts';
export * from '../contract/me.ts';
export * from '../contract/named-schedule.ts';
export * from '../contract/namespaces.ts';
export * from '../contract/preview.ts';
export * from '../contract/run.ts';
export * from '../contract/schedule.ts';
export * from '../contract/stats.ts';
export * from '../contract/upcoming.ts';
export * from '../contract/webhook.ts';
export type { AuditTrail, Reasoned } from './audit.ts';
export type { OnProgress } from './bulk.ts';
export type { DispatchRequest, JobRequest } from './client.ts';
export {
  type ActionDispatcher,
  type Connection,
  type Dispatcher,
  Ductape,
  type DuctapeOptions,
  transportOf,
} from './client.ts';
export type { ManyRequest } from './dispatch-many.ts';
export { DuctapeError } from './ductape-error.ts';
export {
  type HttpOptions,
  type HttpsOptions,
  httpsTransport,
  httpTransport,
  type TokenOptions,
  tokenTransport,
} from './http-transports.ts';
export type { HistoryPage, Jobs } from './jobs.ts';
export { type LambdaOptions, lambdaTransport } from './lambda-transport.ts';
export type { Scoped } from './own-scope.ts';
export type { ApplyRequest, DeclareRequest, Schedules } from './schedules.ts';
export type { ApiRequest, ApiResponse, AwsCredentials, Credentials, Token, Transport } from './transport.ts';
export type { SetWebhookRequest } from './webhooks.ts';
