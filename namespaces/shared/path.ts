import type { Issue } from '../../contract/errors.ts';
import { climbs } from '../../core/config/folder.ts';
import type { Checked } from '../../core/validation/check.ts';
import { isScalar } from './request-values.ts';

const PLACEHOLDER = /:([A-Za-z_]\w*)/g;

/** The names of the `:placeholders` in the path of a path or url, each once; host, query and fragment have none. */
export function placeholdersOf(template: string): string[] {
  const names = [...split(template).path.matchAll(PLACEHOLDER)].flatMap((match) => match[1] ?? []);
  return [...new Set(names)];
}

/** Why a value cannot fill a placeholder of a path: it would name something else than a step of it. */
export function paramFault(value: unknown): string | undefined {
  if (!isScalar(value)) return 'expected text, a number or a boolean';
  if (value === '') return 'must not be empty: the path would name something else';
  return climbs(String(value)) ? 'must not hold "." or ".." as a step of a path' : undefined;
}

/** The placeholders that nothing is given for. */
export function missingParams(
  template: string,
  given: readonly string[],
  pathOf: (name: string) => string,
): Issue[] {
  return placeholdersOf(template)
    .filter((name) => !given.includes(name))
    .map((name) => ({ path: pathOf(name), message: `required by the path ${split(template).path}` }));
}

/**
 * The path or url with every placeholder of its path filled at once and percent-encoded, so that each value stays
 * within its step and none is read for placeholders again; its query stays.
 */
export function fillPath(template: string, params: Record<string, string>): Checked<string> {
  const { origin, path, rest } = split(template);
  const filled = (text: string, write: (value: string) => string) =>
    text.replaceAll(PLACEHOLDER, (_whole, name: string) => write(params[name] ?? ''));
  // Values that are no step up by themselves may become one beside each other.
  if (path.split('/').some((step) => climbs(filled(step, (value) => value)))) {
    return { ok: false, issues: [{ path: 'input', message: `${path} would climb when filled in` }] };
  }
  return {
    ok: true,
    value: origin + filled(path, (value) => encodeURIComponent(value.toWellFormed())) + rest,
  };
}

function split(template: string): { origin: string; path: string; rest: string } {
  const [, origin = '', path = '', rest = ''] = /^(https?:\/\/[^/?#]*)?([^?#]*)(.*)$/s.exec(template) ?? [];
  return { origin, path, rest };
}
