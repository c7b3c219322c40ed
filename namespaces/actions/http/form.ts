import type { Issue } from '../../../contract/errors.ts';
import type { HttpEvent } from '../../../contract/resources/actions.ts';
import type { Checked } from '../../../core/validation/check.ts';
import { nearestName } from '../../../core/validation/nearest-name.ts';
import { placeholdersOf } from '../../shared/path.ts';

const PLACES = ['body', 'params', 'query', 'headers'] as const;
type Place = (typeof PLACES)[number];
type Values = Record<string, unknown>;

/** Most fields of an input beside those within a whole body, and items of a list in the query: servers refuse more parameters and headers than this. */
export const FIELDS_MAX = 1000;

/** One value of an input, where in the request it goes, and where in the dispatch it stands. */
export interface Field {
  place: Place;
  name: string;
  value: unknown;
  path: string;
}

/** An input taken apart; `body` is the whole body of the structured form. */
export interface Parts {
  fields: Field[];
  body?: { value: unknown };
  /** How the dispatch's form names a field, for issues about one that is missing. */
  pathOf(place: Place, name: string): string;
}

/**
 * Takes an input apart. It is structured when it has no keys but body, params, query and headers, the last
 * three of them objects; else it is flat, and then a key of these names with an object in it is a mix of the
 * two and an issue, while one with a plain value (`body: 'Hello'` of a text message) is an ordinary key.
 */
export function takeApart(input: Values, event: HttpEvent): Checked<Parts> {
  const crowded = crowdedPlace(input);
  if (crowded) return { ok: false, issues: [crowded] };
  if (isStructured(input)) return { ok: true, value: structured(input) };
  const issues = Object.keys(input).flatMap((key) => issueOfKey(key, input));
  return issues.length > 0 ? { ok: false, issues } : { ok: true, value: flat(input, event) };
}

/** A plain JSON object, not a list. */
export function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isPlace = (key: string): key is Place => (PLACES as readonly string[]).includes(key);

/** Looked at before anything else is, as everything else looks at each field. */
function crowdedPlace(input: Values): Issue | undefined {
  const places = [
    ['input', input] as const,
    ...PLACES.map((name) => [`input.${name}`, input[name]] as const),
  ];
  for (const [path, value] of places) {
    if (path === 'input.body' || !isObject(value)) continue;
    const count = Object.keys(value).length;
    if (count <= FIELDS_MAX) continue;
    const hint = path === 'input' ? '; a body with more goes as one object under body' : '';
    return { path, message: `must have at most ${FIELDS_MAX} fields; got ${count}${hint}` };
  }
  return undefined;
}

function isStructured(input: Values): boolean {
  return Object.entries(input).every(([key, value]) => isPlace(key) && (key === 'body' || isObject(value)));
}

function structured(input: Values): Parts {
  const fields = (['params', 'query', 'headers'] as const).flatMap((place) =>
    Object.entries(input[place] ?? {}).map(([name, value]) => ({
      place,
      name,
      value,
      path: `input.${place}.${name}`,
    })),
  );
  return {
    fields,
    ...(input.body !== undefined && { body: { value: input.body } }),
    pathOf: (place, name) => `input.${place}.${name}`,
  };
}

function flat(input: Values, event: HttpEvent): Parts {
  const placeholders = placeholdersOf(event.path);
  const other = ['GET', 'HEAD', 'DELETE'].includes(event.method) ? 'query' : 'body';
  const fields = Object.entries(input).map(([key, value]): Field => {
    const { prefix, name } = splitKey(key);
    const path = `input.${key}`;
    if (prefix !== undefined && isPlace(prefix)) return { place: prefix, name, value, path };
    return { place: placeholders.includes(key) ? 'params' : other, name: key, value, path };
  });
  return { fields, pathOf: (place, name) => `input.${place}:${name}` };
}

function issueOfKey(key: string, input: Values): Issue[] {
  const path = `input.${key.slice(0, 100)}`;
  if (isPlace(key) && typeof input[key] === 'object') {
    const rest = Object.keys(input).filter((other) => !isPlace(other) || !isObject(input[other]));
    const listed = rest.map((other) => other.slice(0, 40)).slice(0, 5);
    const message =
      rest.length === 1 && rest[0] === key
        ? 'expected object'
        : `mixes the structured form with flat keys (${listed.join(', ')}); ` +
          `write "${key}:name" keys, or put everything into objects under body, params, query and headers`;
    return [{ path, message }];
  }
  const { prefix, name } = splitKey(key);
  if (prefix === undefined) return [];
  if (isPlace(prefix)) return name === '' ? [{ path, message: 'names nothing after the colon' }] : [];
  const near = nearestName(prefix, PLACES);
  return near ? [{ path, message: `unknown prefix "${prefix}:"; did you mean "${near}:"?` }] : [];
}

function splitKey(key: string): { prefix?: string; name: string } {
  const colon = key.indexOf(':');
  return colon < 0 ? { name: key } : { prefix: key.slice(0, colon), name: key.slice(colon + 1) };
}
