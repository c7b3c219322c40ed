import { createHash } from 'node:crypto';
import { Token, Tokenization } from 'aws-cdk-lib';
import { MARKER } from '../adapters/aws/deployed-values.ts';

/** A value without tokens of the CDK, and what each marker in it stands for. */
export interface Marked<T> {
  value: T;
  tokens: ReadonlyMap<string, string>;
}

/** Whether a text has something in it that is known only when the stack is deployed. */
export const isMarked = (text: string) => text.search(MARKER) >= 0;

/**
 * The config with a marker in place of each token. It is made of the token's place, so that it is the same at each synthesis.
 * @throws Error listing each place where a token stands for something other than text
 */
export function markTokens<T>(config: T): Marked<T> {
  const tokens = new Map<string, string>();
  const faults: string[] = [];
  const refuse = (path: string, what: string) => {
    faults.push(`  ${path}: ${what} of the CDK cannot stand here, only one that is text`);
  };
  const mark = (value: unknown, path: string): unknown => {
    if (typeof value === 'string') return markText(value, path, tokens);
    if (typeof value === 'number' && Token.isUnresolved(value)) refuse(path, 'a number');
    if (typeof value !== 'object' || value === null) return value;
    if (Tokenization.isResolvable(value)) refuse(path, 'a value');
    else if (Array.isArray(value) && Token.isUnresolved(value)) refuse(path, 'a list');
    else if (Array.isArray(value)) return value.map((item, index) => mark(item, `${path}.${index}`));
    // Of another kind is refused by its path, when the config is checked.
    else if (Object.prototype.toString.call(value) === '[object Object]')
      return Object.fromEntries(Object.entries(value).map((field) => markField(field, path)));
    return value;
  };
  const markField = ([name, value]: [string, unknown], path: string): [string, unknown] => {
    const at = path === '' ? name : `${path}.${name}`;
    if (Token.isUnresolved(name)) refuse(path || '(the config)', 'a name');
    return [name, mark(value, at)];
  };
  const value = mark(config, '');
  if (faults.length > 0) throw new Error(`The config is not valid:\n${faults.join('\n')}`);
  // Of the same shape: texts alone are others.
  return { value: value as T, tokens };
}

function markText(text: string, path: string, tokens: Map<string, string>): string {
  if (!Token.isUnresolved(text)) return text;
  const parts = Tokenization.reverseString(text);
  return parts
    .mapTokens({
      mapToken: (token) => {
        const place = `${path} ${parts.tokens.indexOf(token)}`;
        const marker = `deployed-${createHash('sha256').update(place).digest('hex').slice(0, 16)}`;
        tokens.set(marker, Token.asString(token));
        return marker;
      },
    })
    .join({ join: (left, right) => `${left ?? ''}${right ?? ''}` });
}
