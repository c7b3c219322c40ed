import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../errors/run-error.ts';
import { refusal, textOf } from './arguments.ts';
import { LIBRARY } from './library/library.ts';
import type { OperatorScope } from './operator.ts';
import { type Call, parse, SyntaxFault, type Text } from './parse.ts';

export type { OperatorScope } from './operator.ts';

/**
 * A copy of a JSON value with every operator in its texts evaluated; keys stay as they are.
 * @throws RunError `VALIDATION_ERROR` for one that cannot be evaluated, `NOT_FOUND` for a secret or session that is
 * not there; each names the place
 */
export async function evaluate(value: unknown, scope: OperatorScope, path = 'input'): Promise<unknown> {
  if (typeof value === 'string') return await evaluateText(value, scope, path);
  if (Array.isArray(value)) {
    return await Promise.all(value.map((item, index) => evaluate(item, scope, `${path}.${index}`)));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    async ([key, inner]) => [key, await evaluate(inner, scope, `${path}.${key}`)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function evaluateText(text: string, scope: OperatorScope, path: string): Promise<unknown> {
  try {
    if (!text.includes('$')) return literalValue(text, scope);
    return await resultOf(parse(text), scope);
  } catch (error) {
    if (error instanceof SyntaxFault) throw refusal(`${path}: ${error.message}`);
    if (!(error instanceof RunError)) throw error;
    throw new RunError(error.code, `${path}: ${error.message}`, { cause: error.cause });
  }
}

/** A text that is one operator has that operator's type. */
async function resultOf({ parts, literal }: Text, scope: OperatorScope): Promise<unknown> {
  if (literal) return literal.value;
  const values = await Promise.all(
    parts.map((part) => (typeof part === 'string' ? literalValue(part, scope) : callValue(part, scope))),
  );
  const [only] = values;
  return values.length === 1 ? only : textOf(values.map(textOf).join(''));
}

function literalValue(text: string, { literal }: OperatorScope): unknown {
  return literal ? literal(text) : text;
}

async function callValue(call: Call, scope: OperatorScope): Promise<unknown> {
  if (call.form === '{}') return await named(call, scope);
  const operator = Object.hasOwn(LIBRARY, call.name) ? LIBRARY[call.name] : undefined;
  if (!operator) throw refusal(`unknown operator $${call.name}`);
  const [least, most] = operator.arity;
  if (call.args.length < least || call.args.length > most) throw refusal(`expected ${operator.usage}`);
  const args = await Promise.all(call.args.map((argument) => resultOf(argument, scope)));
  try {
    return operator.evaluate(args, scope);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    throw new RunError(error.code, `${operator.usage}: ${error.message}`);
  }
}

async function named({ name, key }: Call, { secrets, session }: OperatorScope): Promise<unknown> {
  if (name === 'Secret') return await secrets.get(key);
  if (name !== 'Session') throw refusal(`unknown operator $${name}{`);
  if (session && (key === 'tag' || key === 'token')) return session[key];
  throw new RunError(ErrorCode.NotFound, `the job has no session with a field "${key}"`);
}
