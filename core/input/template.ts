import { ErrorCode, type Issue } from '../../contract/errors.ts';
import { RunError } from '../errors/run-error.ts';
import { nearestName } from '../validation/nearest-name.ts';
import { holdsOperator } from './operators/parse.ts';

const PLACEHOLDER = /\{\{\s*([A-Za-z0-9_][A-Za-z0-9_.-]*)(?::([A-Za-z]+))?\s*\}\}/g;
const WHOLE = new RegExp(`^${PLACEHOLDER.source}$`);

type Values = Record<string, unknown>;

/** A placeholder as it is written: `{{ids:list}}` has the name `ids` and takes a list. */
interface Placeholder {
  text: string;
  name: string;
  kind: string;
}

const isScalar = (value: unknown) =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

/** What a placeholder takes by the word after its name. Without one an object could become a condition. */
const KINDS: Record<string, { words: string; takes: (value: unknown) => boolean }> = {
  '': { words: 'text, a number or a boolean', takes: isScalar },
  nullable: {
    words: 'text, a number, a boolean or null',
    takes: (value) => value === null || isScalar(value),
  },
  list: {
    words: 'a list of texts, numbers and booleans',
    takes: (value) => Array.isArray(value) && value.every(isScalar),
  },
  any: { words: 'any JSON', takes: () => true },
};

/** The names of the placeholders `{{name}}` in the texts of a JSON value, each once. */
export function placeholders(template: unknown): string[] {
  return [...new Set(placeholdersIn(template).map(({ name }) => name))];
}

/** The words after the names of placeholders that say no known kind, each with what was meant. */
export function unknownKinds(template: unknown): string[] {
  return placeholdersIn(template)
    .filter(({ kind }) => !Object.hasOwn(KINDS, kind))
    .map(unknownKind);
}

/**
 * What keeps the variables from filling a template: a value that is missing, or not of the placeholder's kind.
 * @param options.pathOf where the dispatch gives the variable of that name
 * @param options.late operators are still to be evaluated: a text with one stands for any value
 */
export function fillIssues(
  template: unknown,
  variables: Values,
  { pathOf, late }: { pathOf: (name: string) => string; late: boolean },
): Issue[] {
  const issues = placeholdersIn(template).flatMap((placeholder): Issue[] => {
    const value = lookUp(placeholder.name, variables, late);
    const fault = value === undefined ? `required by ${placeholder.text}` : faultOf(placeholder, value, late);
    return fault ? [{ path: pathOf(placeholder.name), message: fault }] : [];
  });
  return [...new Map(issues.map((issue) => [`${issue.path} ${issue.message}`, issue])).values()];
}

/**
 * A copy of a JSON value with its placeholders filled; `{{user.name}}` is a path. What fills them is never read again,
 * for placeholders or for operators. A text that is one placeholder takes the variable's type, unless `encode` is given.
 * @param encode makes every inserted value fit the text it stands in, whatever its type; then all that is filled is text
 * @param late operators are still to be evaluated: a text with one stands for any value
 * @throws RunError `VALIDATION_ERROR` naming a placeholder without a variable, or with one that is not of its kind
 */
export function fill(
  template: unknown,
  variables: Values,
  encode?: (text: string) => string,
  late = false,
): unknown {
  if (typeof template === 'string') return fillOne(template, variables, encode, late);
  if (Array.isArray(template)) return template.map((item) => fill(item, variables, encode, late));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, inner]) => [key, fill(inner, variables, encode, late)]),
  );
}

/** A text with its placeholders filled: always text. @param encode makes every inserted value fit the place */
export function fillText(
  text: string,
  variables: Values,
  encode: (text: string) => string = (inserted) => inserted,
): string {
  return String(fill(text, variables, encode));
}

/** A value as text: text as it is, everything else as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function fillOne(
  text: string,
  variables: Values,
  encode: ((text: string) => string) | undefined,
  late: boolean,
): unknown {
  const whole = WHOLE.exec(text);
  if (whole && !encode) return filledBy(placeholderOf(whole), variables, late);
  return text.replaceAll(PLACEHOLDER, (...match) => {
    const inserted = textOf(filledBy(placeholderOf(match), variables, late));
    return encode ? encode(inserted) : inserted;
  });
}

function filledBy(placeholder: Placeholder, variables: Values, late: boolean): unknown {
  const value = lookUp(placeholder.name, variables, late);
  const fault =
    value === undefined ? `nothing was given for ${placeholder.text}` : faultOf(placeholder, value, late);
  if (fault) throw new RunError(ErrorCode.Validation, fault);
  return value;
}

function faultOf(placeholder: Placeholder, value: unknown, late: boolean): string | undefined {
  const kind = Object.hasOwn(KINDS, placeholder.kind) ? KINDS[placeholder.kind] : undefined;
  if (!kind) return unknownKind(placeholder);
  if ((late && isOperator(value)) || kind.takes(value)) return undefined;
  return `${placeholder.text} takes ${kind.words}; got ${kindOf(value)}`;
}

function unknownKind({ text, kind }: Placeholder): string {
  const known = Object.keys(KINDS).filter((word) => word !== '');
  const near = nearestName(kind, known);
  return `${text} says no known kind; ${near ? `did you mean ":${near}"?` : `known: ${known.map((word) => `:${word}`).join(', ')}`}`;
}

/** What an operator gives is known at the run; so is what stands below it. */
function lookUp(name: string, variables: Values, late: boolean): unknown {
  return name
    .split('.')
    .reduce<unknown>((value, step) => (late && isOperator(value) ? value : ownField(value, step)), variables);
}

function ownField(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function placeholdersIn(template: unknown): Placeholder[] {
  if (typeof template === 'string') return [...template.matchAll(PLACEHOLDER)].map(placeholderOf);
  if (typeof template !== 'object' || template === null) return [];
  return Object.values(template).flatMap(placeholdersIn);
}

const placeholderOf = ([text = '', name = '', kind = '']: readonly string[]): Placeholder => ({
  text,
  name,
  kind,
});

const isOperator = (value: unknown) => typeof value === 'string' && holdsOperator(value);

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.every(isScalar) ? 'a list' : 'a list that holds more than scalars';
  return typeof value === 'object' ? 'an object' : typeof value === 'string' ? 'text' : `a ${typeof value}`;
}
