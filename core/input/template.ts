import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../errors/run-error.ts';

const PLACEHOLDER = /\{\{\s*([A-Za-z0-9_][A-Za-z0-9_.-]*)\s*\}\}/g;
const WHOLE = new RegExp(`^${PLACEHOLDER.source}$`);

/** The names of the placeholders `{{name}}` in the texts of a JSON value, each once. */
export function placeholders(value: unknown): string[] {
  if (typeof value === 'string') {
    return [...new Set([...value.matchAll(PLACEHOLDER)].flatMap(([, name]) => name ?? []))];
  }
  if (typeof value !== 'object' || value === null) return [];
  return [...new Set(Object.values(value).flatMap(placeholders))];
}

/**
 * A copy of a JSON value with its placeholders filled; `{{user.name}}` is a path. A text that is one placeholder
 * takes the variable's type, within a longer text it is inserted as text.
 * @param encode applied to what is inserted into a longer text
 * @throws RunError `VALIDATION_ERROR` naming a placeholder without a variable
 */
export function fill(
  value: unknown,
  variables: Record<string, unknown>,
  encode: (text: string) => string = (text) => text,
): unknown {
  if (typeof value === 'string') return fillText(value, variables, encode);
  if (Array.isArray(value)) return value.map((item) => fill(item, variables, encode));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, fill(inner, variables, encode)]),
  );
}

function fillText(
  text: string,
  variables: Record<string, unknown>,
  encode: (text: string) => string,
): unknown {
  const whole = WHOLE.exec(text)?.[1];
  if (whole !== undefined) {
    const value = lookUp(whole, variables);
    return typeof value === 'string' ? encode(value) : value;
  }
  return text.replaceAll(PLACEHOLDER, (_all, name: string) => encode(textOf(lookUp(name, variables))));
}

function lookUp(path: string, variables: Record<string, unknown>): unknown {
  const found = path.split('.').reduce<unknown>(ownField, variables);
  if (found !== undefined) return found;
  throw new RunError(ErrorCode.Validation, `nothing was given for {{${path}}}`);
}

function ownField(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
