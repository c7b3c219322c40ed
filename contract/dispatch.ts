import type { RetryConfig, Schedule } from './schedule.ts';

/** The fields every dispatch has (docs/contract.md, 1). */
export interface Envelope {
  env: string;
  product: string;
  /** Extra attempts after the first, 0–100; default 0. */
  retries?: number;
  retryConfig?: RetryConfig;
  /** Omitted: run now. */
  schedule?: Schedule;
  /** Handed to the handler; `"tag:token"` is the same as `{tag, token}`. */
  session?: string | { tag: string; token: string };
  /** Accepted and stored; no effect yet. */
  cache?: string;
  /** The same key within 24 h in the same product and env returns the first job. */
  idempotency_key?: string;
  /** Whose work it is, a tenant say: while much of one key waits, what waits under other keys is served in turn with it. */
  fairness_key?: string;
  /** One attempt's limit, ms; default 30 000. */
  timeout?: number;
  /** How long a run should take at most with its retries, ms: `job.running_long` tells of one that takes longer. */
  expectedDuration?: number;
}

type Values = Record<string, unknown>;

/** `event` may also be called `action`. */
type EventField = { event: string; action?: never } | { action: string; event?: never };

/** Either an operation or a named event of the resource. */
type OperationField =
  | { operation: string; event?: never; action?: never }
  | { event: string; operation?: never; action?: never }
  | { action: string; operation?: never; event?: never };

/** Calls an operation of an app over HTTP; `input` is structured, or flat with `body:x`-like keys. */
export type ActionsDispatch = Envelope & { app: string } & EventField & { input: ActionsInput };
export type ActionsInput =
  | { body?: unknown; params?: Values; query?: Values; headers?: Record<string, string> }
  | Values;

/** Starts a workflow; `tag` and `feature` are other names of `workflow`. */
export type WorkflowsDispatch = Envelope & { input: Values } & (
    | { workflow: string; tag?: never; feature?: never }
    | { tag: string; workflow?: never; feature?: never }
    | { feature: string; workflow?: never; tag?: never }
  );

export interface NotificationsInput {
  email?: { recipients: string[]; subject?: Values; template?: Values };
  sms?: { recipients: string[]; body: Values };
  push_notification?: { device_tokens: string[]; title: Values; body: Values; data?: Values };
  callback?: { query?: Values; params?: Values; body?: Values; headers?: Record<string, string> };
}

/** Sends the message `event` of `notification`; `notification: 'tag:message'` says both. */
export type NotificationsDispatch = Envelope & {
  notification: string;
  event?: string;
  input: NotificationsInput;
};

/** The operations of an object store and their input. */
export interface StorageOperations {
  upload: { fileName: string; buffer: string | { text: string }; mimeType?: string };
  download: { fileName: string };
  remove: { fileName: string };
  copy: { from: string; to: string };
  listFiles: { prefix?: string; limit?: number; continuationToken?: string };
  getSignedUrl: { fileName: string; expiresIn?: number; action?: 'read' | 'write' };
  stats: { prefix?: string };
  cleanup: { prefix?: string; patterns: string[]; olderThanHours: number };
}

/** Works on files of an object store; an `event` is an operation named in the config with preset input. */
export type StorageDispatch = Envelope & { storage: string } & (
    | {
        [Op in keyof StorageOperations]: { operation: Op; event?: never; input: StorageOperations[Op] };
      }[keyof StorageOperations]
    | { event: string; operation?: never; input: Values }
  );

/** Publishes `input.message` to a topic; `broker: 'tag:topic'` says both. */
export type EventsDispatch = Envelope & { broker: string; event?: string; input: { message: unknown } };

/** Conditions (docs/contract.md, 9): equality, `$gt`-like operators, `$and` and `$or`. */
export type Where = Values;
type Row = Values;
type Aggregate = { table: string; column: string; where?: Where };

/** The operations of a database and their input. */
export interface DatabaseOperations {
  insert: {
    table: string;
    data: Row | Row[];
    returning?: string[];
    onConflict?: { keys: string[]; action: 'ignore' | 'update' };
  };
  query: {
    table: string;
    select?: string[];
    where?: Where;
    orderBy?: { column: string; order?: 'asc' | 'desc' }[];
    limit?: number;
    offset?: number;
  };
  update: { table: string; data: Row; where?: Where; all?: boolean };
  delete: { table: string; where?: Where; all?: boolean };
  upsert: { table: string; data: Row; conflictKeys: string[] };
  count: { table: string; where?: Where };
  sum: Aggregate;
  avg: Aggregate;
  min: Aggregate;
  max: Aggregate;
  raw: { query: string; params?: unknown[] };
}

/** Runs a database operation, or an action named in the config. */
export type DatabaseDispatch = Envelope & { database: string } & (
    | {
        [Op in keyof DatabaseOperations]: {
          operation: Op;
          event?: never;
          action?: never;
          input: DatabaseOperations[Op];
        };
      }[keyof DatabaseOperations]
    | (Exclude<OperationField, { operation: string }> & { input: Values })
  );

/** The operations of a graph database. */
export const GRAPH_OPERATIONS = [
  'createNode',
  'findNodes',
  'findNodeById',
  'updateNode',
  'deleteNode',
  'deleteNodes',
  'mergeNode',
  'createRelationship',
  'findRelationships',
  'deleteRelationship',
  'mergeRelationship',
  'query',
] as const;

/** Runs a graph-database operation, or an action named in the config. */
export type GraphsDispatch = Envelope & { graph: string } & (
    | { operation: (typeof GRAPH_OPERATIONS)[number]; event?: never; action?: never; input: Values }
    | (Exclude<OperationField, { operation: string }> & { input: Values })
  );

/** What each namespace's `dispatch()` takes. */
export interface Dispatches {
  actions: ActionsDispatch;
  workflows: WorkflowsDispatch;
  notifications: NotificationsDispatch;
  storage: StorageDispatch;
  events: EventsDispatch;
  database: DatabaseDispatch;
  graphs: GraphsDispatch;
}

/** How a dispatch of each namespace names an own function; the function is told what it says beside the resource. */
export interface FunctionTargets {
  actions: { app: string; event: string };
  workflows: { workflow: string };
  notifications: { notification: string; event?: string };
  storage: { storage: string; event: string };
  events: { broker: string; event?: string };
  database: { database: string; event: string };
  graphs: { graph: string; event: string };
}
