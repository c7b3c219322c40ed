import type { Alert } from './alert.ts';
import type { MaintenanceWindow } from './hold.ts';
import type { DeclaredSchedules } from './named-schedule.ts';
import type { Namespace } from './namespaces.ts';
import type { HttpApp } from './resources/actions.ts';
import type {
  DataApiDatabase,
  DynamoDbDatabase,
  MongoDbDatabase,
  MySqlDatabase,
  PostgresDatabase,
} from './resources/database.ts';
import type {
  EventBridgeBroker,
  KafkaBroker,
  KinesisBroker,
  NatsBroker,
  RabbitMqBroker,
  RedisStreamsBroker,
  SnsBroker,
  SqsBroker,
} from './resources/events.ts';
import type { BoltGraph, NeptuneGraph } from './resources/graphs.ts';
import type { Channels } from './resources/notifications.ts';
import type { FunctionResource, LambdaResource } from './resources/shared.ts';
import type { S3Storage } from './resources/storage.ts';
import type { StateMachine } from './resources/workflows.ts';

/**
 * What jobs can reach: products, their environments, and per environment the resources of each namespace.
 * Values may name secrets as `$Secret{NAME}`; a secret itself is never in it.
 */
export interface Config<More = never> {
  products: Record<string, ProductConfig<More>>;
}

/** A config as it is written: own functions stand in it by their sources. What runs is a {@link Config}, where each is a `lambda`. */
export type WrittenConfig = Config<FunctionResource>;

export interface ProductConfig<More = never> {
  envs: Record<string, EnvConfig<More>>;
}

/** One product in one environment. */
export interface EnvConfig<More = never> extends Resources<More> {
  /** Secrets that a dispatch's `input` may name as `$Secret{NAME}`; default none. */
  inputSecrets?: string[];
  /** ARNs of the customer keys that the secrets named here are encrypted with; AWS's own key need not be named. */
  secretKmsKeyArns?: string[];
  /** Schedules by their names: each deploy leaves exactly these of all that were ever declared here. */
  schedules?: DeclaredSchedules;
  /** When nothing starts by a schedule; `resumeAll` ends one early. */
  maintenance?: MaintenanceWindow[];
  /** By their names, what tells people that something is wrong with jobs. */
  alerts?: Record<string, Alert>;
}

/** The resources of one product in one environment, by namespace and tag. */
export interface Resources<More = never> {
  actions?: Record<string, HttpApp | LambdaResource | More>;
  workflows?: Record<string, StateMachine | LambdaResource | More>;
  notifications?: Record<string, Channels | LambdaResource | More>;
  storage?: Record<string, S3Storage | LambdaResource | More>;
  events?: Record<string, Broker | LambdaResource | More>;
  database?: Record<string, Database | LambdaResource | More>;
  graphs?: Record<string, Graph | LambdaResource | More>;
}

export type Broker =
  | SqsBroker
  | SnsBroker
  | EventBridgeBroker
  | KinesisBroker
  | KafkaBroker
  | RabbitMqBroker
  | NatsBroker
  | RedisStreamsBroker;

export type Database =
  | DynamoDbDatabase
  | PostgresDatabase
  | MySqlDatabase
  | DataApiDatabase
  | MongoDbDatabase;

export type Graph = BoltGraph | NeptuneGraph;

/** Any resource of any namespace. */
export type Resource = NonNullable<NonNullable<Resources[Namespace]>[string]>;

/** Any resource of one namespace. */
export type ResourceOf<N extends Namespace> = NonNullable<Resources[N]>[string];

/** The providers of one namespace. */
export type ProviderOf<N extends Namespace> = ResourceOf<N>['provider'];

/** What a config says of a resource of one provider of one namespace. */
export type ResourceAt<N extends Namespace, P extends ProviderOf<N>> = Extract<
  ResourceOf<N>,
  { provider: P }
>;

export { pagerDutyAlert, slackAlert } from './alert.ts';

/** Gives `ductape.config.ts` its types; the values are checked where the file is read. */
export function defineConfig(config: WrittenConfig): WrittenConfig {
  return config;
}
