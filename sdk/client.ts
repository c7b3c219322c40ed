import type { Dispatches, Envelope, FunctionTargets } from '../contract/dispatch.ts';
import type { DispatchedMany } from '../contract/dispatch-many.ts';
import type { DispatchResult } from '../contract/job.ts';
import type { JobFunction, JobInput } from '../contract/job-function.ts';
import { Limits } from '../contract/limits.ts';
import type { Me } from '../contract/me.ts';
import type { Namespace } from '../contract/namespaces.ts';
import { defined } from '../contract/plain-data.ts';
import { type CallOptions, callApi } from './call-api.ts';
import type { DefaultField, DefaultsIn, WithOptional } from './defaults.ts';
import { dispatchMany, type ManyRequest } from './dispatch-many.ts';
import { type DuctapeError, optionError } from './ductape-error.ts';
import {
  type HttpsOptions,
  httpsTransport,
  httpTransport,
  type TokenOptions,
  tokenTransport,
} from './http-transports.ts';
import { Jobs } from './jobs.ts';
import { type LambdaOptions, lambdaTransport } from './lambda-transport.ts';
import { getMe } from './me.ts';
import type { OwnScope } from './own-scope.ts';
import { Schedules } from './schedules.ts';
import { fieldsOf } from './sendable.ts';
import type { Transport } from './transport.ts';

/** How the API is reached: an endpoint (`http:` plain, `https:` signed or with a token), the dispatch function, or your own way. */
export type Connection =
  | (HttpsOptions & { token?: never; functionName?: never; transport?: never })
  | (TokenOptions & { region?: never; credentials?: never; functionName?: never; transport?: never })
  | (LambdaOptions & { token?: never; transport?: never })
  | { transport: Transport; endpoint?: never; token?: never; functionName?: never };

export type DuctapeOptions = Connection & {
  /** For every dispatch that names none. */
  product?: string;
  /** For every dispatch that names none. */
  env?: string;
  /**
   * Confines every call to `product` and `env`, which must be set: its paths are those that a policy can allow for one
   * product, and nothing else is seen.
   */
  scoped?: boolean;
  /** Bound on each call, ms; default 30 000. */
  timeout?: number;
};

/** `Options` is inferred from what is given, which would let typos through; this names them. */
type Unknown<Options> = Exclude<keyof Options, KeyOf<DuctapeOptions>>;
type KeyOf<Union> = Union extends unknown ? keyof Union : never;

/** A namespace, to which jobs are dispatched. */
export interface Dispatcher<N extends Namespace, Options> {
  /**
   * Creates a job, now or by its schedule; rejects with a `DuctapeError`.
   * With an `idempotency_key` it is repeated when the connection fails or the API is unavailable.
   */
  dispatch(request: DispatchRequest<N, Options>): Promise<DispatchResult>;
  /** The same to your own function, whose input is of its type: `dispatch<typeof sendReport>(…)`. */
  dispatch<Job extends JobFunction<never>>(request: JobRequest<N, Options, Job>): Promise<DispatchResult>;
}

/** A dispatcher that Ductape's pages also call by way of `action`. */
export interface ActionDispatcher<N extends Namespace, Options> extends Dispatcher<N, Options> {
  /** The same dispatcher: `databases.action.dispatch()` is `database.dispatch()`. */
  readonly action: Dispatcher<N, Options>;
}

/** The client of the API. */
export class Ductape<const Options extends DuctapeOptions = DuctapeOptions> {
  readonly actions: Dispatcher<'actions', Options>;
  readonly workflows: Dispatcher<'workflows', Options>;
  readonly notifications: Dispatcher<'notifications', Options>;
  readonly storage: Dispatcher<'storage', Options>;
  readonly events: Dispatcher<'events', Options>;
  readonly database: ActionDispatcher<'database', Options>;
  readonly graphs: ActionDispatcher<'graphs', Options>;
  /** Another name of `actions`. */
  readonly api: Dispatcher<'actions', Options>;
  /** Another name of `workflows`. */
  readonly features: Dispatcher<'workflows', Options>;
  /** Another name of `database`. */
  readonly databases: ActionDispatcher<'database', Options>;
  /** Another name of `graphs`. */
  readonly graph: ActionDispatcher<'graphs', Options>;
  readonly jobs: Jobs;
  readonly schedules: Schedules<Options>;
  readonly #call: CallOptions;
  readonly #own: OwnScope;

  /** Nothing is sent yet; throws a {@link DuctapeError} that names the option when they say no way to reach the API. */
  constructor(options: Options & Record<Unknown<Options>, never>) {
    // Callers from JavaScript may forget them.
    if (typeof options !== 'object' || options === null) throw noWay(undefined);
    const call = {
      transport: transportOf(options),
      timeout: options.timeout ?? Limits.defaultTimeoutMs,
    };
    const to = <N extends Namespace>(namespace: N) => createDispatcher<N, Options>(namespace, options, call);
    this.actions = this.api = to('actions');
    this.workflows = this.features = to('workflows');
    this.notifications = to('notifications');
    this.storage = to('storage');
    this.events = to('events');
    this.database = this.databases = withAction(to('database'));
    this.graphs = this.graph = withAction(to('graphs'));
    const { product, env } = options;
    this.#call = call;
    this.#own = defined({ product, env });
    this.jobs = new Jobs(call, this.#own);
    this.schedules = new Schedules(call, this.#own);
  }

  /**
   * Creates up to 100 jobs of any namespaces in one call, each accepted or refused by itself: `results` has them in order. Those with an
   * `idempotency_key` that were not tried, or that AWS had no capacity for, are sent again. Rejects with a `DuctapeError` where no
   * answer came or the list as a whole is refused.
   */
  dispatchMany(dispatches: readonly ManyRequest<Options>[]): Promise<DispatchedMany> {
    return dispatchMany(dispatches, this.#own, this.#call);
  }

  /** What caller this client is to the API, what it may do there, and what time it is by the API's clock; it reads nothing that is stored. */
  me(): Promise<Me> {
    return getMe(this.#call);
  }
}

function withAction<N extends Namespace, Options>(
  dispatcher: Dispatcher<N, Options>,
): ActionDispatcher<N, Options> {
  return { ...dispatcher, action: dispatcher };
}

/** How a client with these options calls the API; throws a {@link DuctapeError} as the client does. */
export const transportOf = (options: DuctapeOptions): Transport =>
  confined(chooseTransport(options), options);

function chooseTransport(options: Connection): Transport {
  if (options.transport) return options.transport;
  if (options.functionName !== undefined) return lambdaTransport(options);
  const { endpoint } = options;
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) {
    throw noWay(endpoint);
  }
  const { protocol: scheme, username, password } = new URL(endpoint);
  if (username !== '' || password !== '') throw optionError('endpoint', 'must hold no name and no password');
  if (scheme !== 'http:' && scheme !== 'https:')
    throw optionError('endpoint', `must begin with http: or https:, got ${scheme}`);
  if (options.token !== undefined) return tokenTransport(options);
  return scheme === 'http:' ? httpTransport(options) : httpsTransport(options);
}

function noWay(endpoint: unknown): DuctapeError {
  const came = JSON.stringify(endpoint) ?? 'nothing';
  return optionError('endpoint', `expected a URL, or functionName or transport in its place; got ${came}`);
}

/** Puts the product and env into every path, if asked to. */
function confined(transport: Transport, { scoped, product, env }: DuctapeOptions): Transport {
  if (!scoped) return transport;
  if (product === undefined || env === undefined)
    throw optionError('scoped', 'needs product and env beside it');
  const scope = `/v1/products/${encodeURIComponent(product)}/envs/${encodeURIComponent(env)}`;
  return (request, signal) =>
    transport({ ...request, path: request.path.replace('/v1', () => scope) }, signal);
}

function createDispatcher<N extends Namespace, Options extends { [Field in DefaultField]?: string }>(
  namespace: N,
  defaults: Options,
  call: CallOptions,
): Dispatcher<N, Options> {
  return {
    dispatch: async (given: object): Promise<DispatchResult> => {
      const path = `/v1/${namespace}/dispatch`;
      const request: Partial<Envelope> = fieldsOf(given, { method: 'POST', path });
      return callApi(call, {
        method: 'POST',
        path,
        body: { ...request, product: request.product ?? defaults.product, env: request.env ?? defaults.env },
        repeatable: request.idempotency_key !== undefined,
      });
    },
  };
}

/** What `dispatch()` of a namespace takes on a client made with `Options`: what is set there may be left out. */
export type DispatchRequest<N extends Namespace, Options> = WithOptional<Dispatches[N], DefaultsIn<Options>>;

/** The same to an own function of the type `Job`. */
export type JobRequest<N extends Namespace, Options, Job> = WithOptional<Envelope, DefaultsIn<Options>> &
  FunctionTargets[N] & { input: JobInput<Job> };
