import { ErrorCode, type Issue } from '../contract/errors.ts';
import { Limits } from '../contract/limits.ts';
import { DuctapeError } from './ductape-error.ts';
import type { ApiRequest } from './transport.ts';

/** A caller is helped by no more mistakes than this. */
const MISTAKES_MAX = 20;

/** What JSON writes as it is, by `Object.prototype.toString`; of a Map, a typed array or a Promise it would write something else. */
const PLAIN = ['[object Object]', '[object Array]', '[object String]', '[object Number]', '[object Boolean]'];

/**
 * The body as the plain JSON value that the API is to receive, so that nothing is changed or lost on the way.
 * @throws DuctapeError `VALIDATION_ERROR`, not sent, with the path of each value that JSON cannot hold
 */
export function sendable(request: ApiRequest): unknown {
  const found: Issue[] = [];
  const body = plain(request.body, [], [], found);
  if (found.length > 0) throw notSent(request, found);
  return body;
}

/** That a request was not sent, and why. */
export function notSent(request: Pick<ApiRequest, 'method' | 'path'>, issues: Issue[]): DuctapeError {
  return new DuctapeError(request, { code: ErrorCode.Validation, detail: 'Not sent.', issues, unsent: true });
}

/** That an id is none of its kind, whatever it is. */
export function idIssue(prefix: string, id: unknown): Issue {
  const shown = typeof id === 'string' ? JSON.stringify(id.slice(0, 100)) : typeof id;
  return { path: 'id', message: `expected ${prefix} and an id, got ${id === undefined ? 'nothing' : shown}` };
}

/** An argument that has fields. @throws DuctapeError `VALIDATION_ERROR` for one that is not an object */
export function fieldsOf<T>(given: T, request: Pick<ApiRequest, 'method' | 'path'>): T & object {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given;
  throw notSent(request, [{ path: '', message: 'an object is expected' }]);
}

function plain(value: unknown, path: readonly string[], within: readonly object[], found: Issue[]): unknown {
  const refuse = (message: string) => {
    if (found.length < MISTAKES_MAX) found.push({ path: path.join('.'), message });
    return undefined;
  };
  switch (typeof value) {
    case 'bigint':
      return refuse('is a BigInt, which JSON does not know: send it as text');
    case 'function':
    case 'symbol':
      return refuse(`is a ${typeof value}, which JSON does not know`);
    case 'number':
      return Number.isFinite(value) ? value : refuse(`is ${value}, which JSON does not know`);
    case 'object':
      return value === null ? null : ofObject(value, path, within, found, refuse);
    default:
      return value;
  }
}

function ofObject(
  value: object,
  path: readonly string[],
  within: readonly object[],
  found: Issue[],
  refuse: (message: string) => undefined,
): unknown {
  if (within.includes(value)) return refuse('holds itself');
  // One of many dispatches stands two levels deeper; up to there the API decides.
  if (within.length > Limits.bodyDepth + 2) return refuse(`is nested deeper than ${Limits.bodyDepth} levels`);
  const inside = [...within, value];
  try {
    if ('toJSON' in value && typeof value.toJSON === 'function') {
      if (value instanceof Date && Number.isNaN(value.getTime()))
        return refuse('is a date that does not exist');
      return plain(value.toJSON(path.at(-1) ?? ''), path, inside, found);
    }
    const kind = Object.prototype.toString.call(value);
    if (!PLAIN.includes(kind)) return refuse(`is a ${kind.slice(8, -1)}, which JSON does not know`);
    if (Array.isArray(value)) return ofList(value, path, inside, found);
    const own = value.valueOf();
    if (typeof own !== 'object') return plain(own, path, inside, found);
    const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(
      fields.map(([name, inner]) => [name, plain(inner, [...path, name], inside, found)]),
    );
  } catch (error) {
    return refuse(`cannot be read: ${error instanceof Error ? error.message : 'it throws'}`);
  }
}

/** Without a value JSON writes null there. */
function ofList(
  list: readonly unknown[],
  path: readonly string[],
  inside: object[],
  found: Issue[],
): unknown {
  return Array.from(list, (item, index) => {
    const at = [...path, String(index)];
    if (item !== undefined) return plain(item, at, inside, found);
    if (found.length < MISTAKES_MAX)
      found.push({ path: at.join('.'), message: 'is undefined, which a list in JSON cannot hold' });
    return undefined;
  });
}

/**
 * The query of fields that are set, for a GET of `path`; a list of texts becomes comma-separated, as the wire has it.
 * @throws DuctapeError `VALIDATION_ERROR`, not sent, for a value that is not a text, number or boolean
 */
export function toQuery(path: string, fields: Record<string, unknown>): Record<string, string> {
  const set = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    set.map(([name, value]) => {
      const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
      if (isList || ['string', 'number', 'boolean'].includes(typeof value))
        return [name, String(value).toWellFormed()];
      const issue = { path: name, message: 'a text, number or boolean is expected' };
      throw notSent({ method: 'GET', path }, [issue]);
    }),
  );
}
