import type { Issue } from '../../../contract/errors.ts';
import { nearestName, unknownName } from '../../validation/nearest-name.ts';
import { LIBRARY, NAMED } from './library/library.ts';
import type { KnownArgument } from './operator.ts';
import { type Call, parse, SyntaxFault, type Text } from './parse.ts';

const SECRET_NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/;

/** What is wrong with the operators in the texts of a JSON value, each with the path of its text. */
export function operatorIssues(value: unknown, path: string): Issue[] {
  return textsIn(value, path).flatMap(([text, at]) =>
    faultsOf(text).map((message) => ({ path: at, message })),
  );
}

/** The secrets that the operators of a JSON value name, each with the path of its text. */
export function secretsAsked(value: unknown, path: string): { name: string; path: string }[] {
  return textsIn(value, path).flatMap(([text, at]) => {
    try {
      return callsIn(parse(text))
        .filter(({ name, form }) => name === 'Secret' && form === '{}')
        .map(({ key }) => ({ name: key, path: at }));
    } catch {
      return [];
    }
  });
}

function textsIn(value: unknown, path: string): [text: string, path: string][] {
  if (typeof value === 'string') return value.includes('$') ? [[value, path]] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, `${path}.${key.slice(0, 100)}`));
}

function faultsOf(text: string): string[] {
  try {
    return callsIn(parse(text)).flatMap((call) => faultOf(call) ?? []);
  } catch (error) {
    if (error instanceof SyntaxFault) return [error.message];
    throw error;
  }
}

function callsIn({ parts }: Text): Call[] {
  return parts.flatMap((part) => (typeof part === 'string' ? [] : [part, ...part.args.flatMap(callsIn)]));
}

function faultOf(call: Call): string | undefined {
  const { name, form, args } = call;
  if (form === '{}') return namedFault(call);
  if (name === 'Secret' || name === 'Session')
    return `write $${name}{${name === 'Secret' ? 'NAME' : 'token'}}`;
  const operator = Object.hasOwn(LIBRARY, name) ? LIBRARY[name] : undefined;
  if (!operator) return unknownOperator(name);
  const [least, most] = operator.arity;
  if (args.length < least || args.length > most)
    return `expected ${operator.usage}, got ${args.length} arguments`;
  const fault = operator.fault?.(args.map(knownArgument));
  return fault && `${operator.usage}: ${fault}`;
}

function namedFault({ name, key }: Call): string | undefined {
  if (name === 'Secret') return SECRET_NAME.test(key) ? undefined : '$Secret{…} needs the name of a secret';
  if (name === 'Session') {
    return key === 'tag' || key === 'token' ? undefined : unknownName('session field', key, ['tag', 'token']);
  }
  return Object.hasOwn(LIBRARY, name) ? `write ${LIBRARY[name]?.usage}` : unknownOperator(name);
}

function unknownOperator(name: string): string {
  const known = [...Object.keys(LIBRARY), ...NAMED];
  const near = nearestName(name, known);
  const hint = near ? `did you mean "$${near}"?` : `for the text itself write "$$${name.slice(0, 40)}"`;
  return `unknown operator "$${name.slice(0, 100)}"; ${hint}`;
}

function knownArgument({ parts, literal }: Text): KnownArgument {
  if (literal) return { value: literal.value };
  return parts.every((part) => typeof part === 'string') ? { value: parts.join('') } : 'computed';
}
