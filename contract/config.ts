import type { DatabaseOperations, StorageOperations } from './dispatch.ts';
import type { Namespace } from './namespaces.ts';

/**
 * What jobs can reach: products, their environments, and per environment the resources of each namespace.
 * Values may name secrets as `$Secret{NAME}`; a secret itself is never in it.
 */
export interface Config {
  products: Record<string, ProductConfig>;
}

export interface ProductConfig {
  envs: Record<string, Resources>;
}

/** The resources of one product in one environment, by namespace and tag. */
export interface Resources {
  actions?: Record<string, HttpApp | LambdaResource>;
  workflows?: Record<string, LambdaResource>;
  notifications?: Record<string, LambdaResource>;
  storage?: Record<string, S3Storage | LambdaResource>;
  events?: Record<string, SqsBroker | SnsBroker | LambdaResource>;
  database?: Record<string, DynamoDbDatabase | PostgresDatabase | LambdaResource>;
  graphs?: Record<string, LambdaResource>;
}

/** Any resource of any namespace. */
export type Resource = NonNullable<NonNullable<Resources[Namespace]>[string]>;

/** Your own function is the handler; it is invoked with the run and returns its result. */
export interface LambdaResource {
  provider: 'lambda';
  /** ARN of the function, or of a version or alias of it. */
  functionArn: string;
}

/** An app reached over HTTP; each event is one operation of it. */
export interface HttpApp {
  provider: 'http';
  /** `http(s)://host[:port][/path]`; paths of events are appended to it. */
  baseUrl: string;
  auth?: HttpAuth;
  /** Sent with every call. */
  headers?: Record<string, string>;
  events: Record<string, HttpEvent>;
}

export interface HttpEvent {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  /** Begins with `/`; may hold `:placeholders`. */
  path: string;
}

export type HttpAuth =
  | { type: 'header'; name: string; value: string }
  | { type: 'bearer'; token: string }
  | { type: 'basic'; username: string; password: string }
  | { type: 'apiKey'; in: 'header' | 'query'; name: string; value: string };

/** Standard SQS queues; each topic is one queue. */
export interface SqsBroker {
  provider: 'sqs';
  topics: Record<string, { queueArn: string }>;
}

/** SNS topics; each topic of the broker is one of them. */
export interface SnsBroker {
  provider: 'sns';
  topics: Record<string, { topicArn: string }>;
}

/** An S3 bucket, or a bucket of a store that speaks S3. */
export interface S3Storage {
  provider: 's3';
  bucket: string;
  /** Every key begins with it; `fileName`s are relative to it. */
  prefix?: string;
  region?: string;
  /** Only for stores other than AWS S3. */
  endpoint?: string;
  forcePathStyle?: boolean;
  /** Only for stores other than AWS S3; on AWS the executor's role is used. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Named operations with preset input, which a dispatch's input overrides. */
  events?: Record<string, Preset<StorageOperations>>;
}

/** DynamoDB tables, by the name a dispatch uses. */
export interface DynamoDbDatabase {
  provider: 'dynamodb';
  tables: Record<string, DynamoDbTable>;
  events?: Record<string, Preset<DatabaseOperations>>;
}

export interface DynamoDbTable {
  tableArn: string;
  partitionKey: DynamoDbKey;
  sortKey?: DynamoDbKey;
}

export interface DynamoDbKey {
  name: string;
  type: 'S' | 'N';
}

/** A PostgreSQL database. */
export interface PostgresDatabase {
  provider: 'postgres';
  /** `postgres://user:password@host:port/database`; may hold `$Secret{NAME}`, also as a whole. */
  url: string;
  /** `require` (default) checks the server's certificate; `disable` speaks plain TCP. */
  ssl?: 'require' | 'disable';
  /** Connections kept per execution environment; default 2. */
  poolSize?: number;
  events?: Record<string, Preset<DatabaseOperations>>;
}

/** An operation and the input it starts from. */
export type Preset<Operations> = {
  [Op in keyof Operations]: { operation: Op; input?: Partial<Operations[Op]> };
}[keyof Operations];
