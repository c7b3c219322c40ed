import { copyOf } from '../../contract/plain-data.ts';

type Fields = Record<string, unknown>;

/**
 * What a field is that is not stored: a value, or what follows from the object and the one that it stands in. It must hold for
 * every object without the field, as reading puts it back.
 */
export type Default =
  | string
  | number
  | boolean
  | null
  | readonly []
  | ((own: Fields, outer: Fields) => unknown);

/** How the fields of an object are stored; a field that is named nowhere is stored as it is. */
export interface Shape {
  /** The short names of fields, by those that they have in memory. */
  names?: Readonly<Record<string, string>>;
  defaults?: Readonly<Record<string, Default>>;
  /** The shapes of fields that are objects, or lists of them. */
  inner?: Readonly<Record<string, Shape>>;
}

/** The object as it is stored: without what its defaults say, under short names. */
export function packed(value: object, shape: Shape, outer: object = {}): Fields {
  const { names = {}, defaults = {}, inner = {} } = shape;
  const own = value as Fields;
  const stored: Fields = {};
  for (const [name, field] of Object.entries(own)) {
    if (field === undefined) continue;
    if (Object.hasOwn(defaults, name) && isSame(field, defaultOf(defaults[name], own, outer as Fields)))
      continue;
    const within = ownOf(inner, name);
    stored[ownOf(names, name) ?? name] = within ? eachOf(field, (one) => packed(one, within, own)) : field;
  }
  return stored;
}

/** The object that was stored so. */
export function unpacked(stored: Fields, shape: Shape, outer: Fields = {}): Fields {
  const { defaults = {}, inner = {} } = shape;
  const long = longNames(shape);
  const own: Fields = {};
  for (const [name, field] of Object.entries(stored)) own[long.get(name) ?? name] = field;
  const kept = Object.keys(own);
  for (const [name, given] of Object.entries(defaults)) {
    if (Object.hasOwn(own, name)) continue;
    const field = defaultOf(given, own, outer);
    if (field !== undefined) own[name] = field;
  }
  for (const name of kept) {
    const within = ownOf(inner, name);
    if (within) own[name] = eachOf(own[name], (one) => unpacked(one, within, own));
  }
  return own;
}

const ownOf = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

function defaultOf(given: Default | undefined, own: Fields, outer: Fields): unknown {
  return typeof given === 'function' ? given(own, outer) : copyOf(given);
}

function isSame(field: unknown, given: unknown): boolean {
  return field === given || (Array.isArray(given) && Array.isArray(field) && field.length === 0);
}

/** The object as `change` makes it, or each one of a list. */
function eachOf(field: unknown, change: (one: Fields) => Fields): unknown {
  if (Array.isArray(field)) return field.map((one) => change(one));
  return typeof field === 'object' && field !== null ? change(field as Fields) : field;
}

const inverted = new WeakMap<Shape, ReadonlyMap<string, string>>();

function longNames(shape: Shape): ReadonlyMap<string, string> {
  const known = inverted.get(shape);
  if (known) return known;
  const names = Object.entries(shape.names ?? {});
  const long = new Map(names.map(([name, short]) => [short, name]));
  const all = new Set(names.flat());
  if (all.size < 2 * names.length) throw new Error(`a name means two fields: ${names.join(' ')}`);
  inverted.set(shape, long);
  return long;
}
