import { Limits } from '../contract/limits.ts';
import type {
  AppliedSchedules,
  ApplySchedules,
  NamedSchedule,
  NamedScheduleFilter,
  NamedSchedulePage,
  ScheduleDeclaration,
  UpsertedSchedule,
} from '../contract/named-schedule.ts';
import type { Namespace } from '../contract/namespaces.ts';
import { type CallOptions, callApi } from './call-api.ts';
import type { DefaultsIn, WithOptional } from './defaults.ts';
import type { OwnScope } from './own-scope.ts';
import { fieldsOf, notSent, toQuery } from './sendable.ts';
import type { ApiRequest } from './transport.ts';

const ALL = '/v1/schedules';

/** What `upsert()` takes on a client made with `Options`: what is set there may be left out. */
export type DeclareRequest<Options> = WithOptional<ScheduleDeclaration<Namespace>, DefaultsIn<Options>>;

/** What `apply()` takes on a client made with `Options`: what is set there may be left out. */
export type ApplyRequest<Options> = WithOptional<ApplySchedules, DefaultsIn<Options>>;

/** Declares schedules by name: once or a hundred times, there is one. Names are unique in a product and env. */
export class Schedules<Options = object> {
  readonly #options: CallOptions;
  readonly #own: OwnScope;

  /** @param own the client's own product and env */
  constructor(options: CallOptions, own: OwnScope = {}) {
    this.#options = options;
    this.#own = own;
  }

  /**
   * Makes the schedule what is declared: a first declaration makes its job, another one changes it, which keeps its counts, its history
   * and a pause, and the same one again writes nothing. Rejects with a `DuctapeError`.
   */
  async upsert(name: string, declaration: DeclareRequest<Options>): Promise<UpsertedSchedule> {
    const path = pathOf('PUT', name);
    const body = { ...this.#own, ...fieldsOf(declaration as object, { method: 'PUT', path }) };
    return callApi(this.#options, { method: 'PUT', path, body, repeatable: true });
  }

  /**
   * Makes the schedules that the product and env has from code exactly these: makes, changes and ends what is different, keeps pauses, and
   * leaves alone what was declared by `upsert`. With `dry_run` it only tells, with `prune` it only ends. Rejects with a `DuctapeError`.
   */
  async apply(set: ApplyRequest<Options>): Promise<AppliedSchedules> {
    const body = { ...this.#own, ...fieldsOf(set as object, { method: 'PUT', path: ALL }) };
    return callApi(this.#options, { method: 'PUT', path: ALL, body, repeatable: true });
  }

  /** The schedule with its job, which may have ended; rejects with `NOT_FOUND`. */
  async get(name: string, scope: OwnScope = {}): Promise<NamedSchedule> {
    const path = pathOf('GET', name);
    return callApi(this.#options, { method: 'GET', path, query: this.#query(scope), repeatable: true });
  }

  /** One page of schedules in the order of their names. */
  async list(filter: Partial<NamedScheduleFilter> = {}): Promise<NamedSchedulePage> {
    return callApi(this.#options, { method: 'GET', path: ALL, query: this.#query(filter), repeatable: true });
  }

  /** Ends the schedule: its job is cancelled, its history stays, and the name is free. Rejects with `NOT_FOUND`. */
  async delete(name: string, scope: OwnScope = {}): Promise<{ deleted: true }> {
    const path = pathOf('DELETE', name);
    return callApi(this.#options, { method: 'DELETE', path, query: this.#query(scope), repeatable: false });
  }

  #query(given: object): Record<string, string> {
    return toQuery(ALL, { ...this.#own, ...given });
  }
}

/** Refuses what cannot be a name: an empty one would list all, and `..` would leave the path. */
function pathOf(method: ApiRequest['method'], name: string): string {
  const isName = typeof name === 'string' && name.length <= Limits.scheduleNameLength;
  if (isName && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return `${ALL}/${name}`;
  const message = `expected a letter or digit, then letters, digits, ".", "_" and "-", at most ${Limits.scheduleNameLength} in all`;
  throw notSent({ method, path: `${ALL}/{name}` }, [{ path: 'name', message }]);
}
