import { ErrorCode } from '../../../contract/errors.ts';
import { defined } from '../../../contract/plain-data.ts';
import { RunError } from '../../errors/run-error.ts';
import { joined } from './arguments.ts';
import { type Budget, refusal, sizeOf } from './budget.ts';
import { credentialFault, credentialsIn, insertsCredential } from './credentials.ts';
import { LIBRARY } from './library/library.ts';
import type { OperatorScope } from './operator.ts';
import { type Call, parse, SyntaxFault, type Text } from './parse.ts';
import { holdsOperators, mapTexts, pathOf, type Trail, visitTexts } from './texts.ts';

export type { OperatorScope } from './operator.ts';

/**
 * A JSON value with every operator in its texts evaluated; keys stay as they are, and what holds no operator is shared
 * with the value given. Only secrets are waited for: evaluating is one piece of work, which the budget bounds.
 * @throws RunError `VALIDATION_ERROR` for an operator that cannot be evaluated or a budget that is spent, `NOT_FOUND`
 * for a secret or session that is not there; each names the place, and none quotes a value that was computed
 */
export async function evaluate(value: unknown, scope: OperatorScope, root = 'input'): Promise<unknown> {
  const asked = secretsIn(value, scope.budget, root);
  const got = await Promise.all(
    [...asked].map(
      async ([name, path]) => [name, await placed(path, () => scope.secrets.get(name))] as const,
    ),
  );
  const run: Run = { scope, secrets: new Map(got) };
  const textAt = (text: string, trail: Trail) => {
    try {
      return textValue(text, run);
    } catch (error) {
      throw withPlace(error, pathOf(root, trail));
    }
  };
  return mapTexts(value, textAt, scope.literal ? () => true : holdsOperators);
}

/** What evaluating needs once it has begun. */
interface Run {
  scope: OperatorScope;
  secrets: ReadonlyMap<string, string>;
}

/** The secrets to fetch, each with the first place that names it; none is fetched for an input that is refused. */
function secretsIn(value: unknown, budget: Budget, root: string): Map<string, string> {
  const asked = new Map<string, string>();
  visitTexts(value, (source, trail) => {
    try {
      const text = parse(source, () => budget.countCall());
      const credentials = credentialsIn(text);
      const fault = credentialFault(credentials);
      if (fault) throw refusal(fault);
      for (const { call } of credentials) {
        if (call.name === 'Secret' && !asked.has(call.key)) asked.set(call.key, pathOf(root, trail));
      }
    } catch (error) {
      throw withPlace(error, pathOf(root, trail));
    }
  });
  return asked;
}

function textValue(source: string, run: Run): unknown {
  const text = parse(source, () => undefined);
  const value = resultOf(text, run);
  // Paid for once more, as one value may be put into many places.
  run.scope.budget.spend(sizeOf(value));
  if (typeof value === 'string' && insertsCredential(text, credentialsIn(text))) run.scope.hide(value);
  return value;
}

/** A text that is one operator has that operator's type. */
function resultOf({ parts, literal }: Text, run: Run): unknown {
  if (literal) return literal.value;
  const values = parts.map((part) =>
    typeof part === 'string' ? literalValue(part, run) : callValue(part, run),
  );
  return values.length === 1 ? values[0] : joined(values, '', run.scope.budget);
}

function literalValue(text: string, { scope: { literal } }: Run): unknown {
  return literal ? literal(text) : text;
}

function callValue(call: Call, run: Run): unknown {
  const { scope } = run;
  const { budget } = scope;
  if (call.form === '{}') return budget.payFor([], () => named(call, run));
  const operator = Object.hasOwn(LIBRARY, call.name) ? LIBRARY[call.name] : undefined;
  if (!operator) throw refusal(`unknown operator $${call.name.slice(0, 100)}`);
  const [least, most] = operator.arity;
  if (call.args.length < least || call.args.length > most) throw refusal(`expected ${operator.usage}`);
  const args = call.args.map((argument) => resultOf(argument, run));
  try {
    return budget.payFor(args, () =>
      'compute' in operator ? operator.compute(args, budget) : operator.evaluate(args, scope),
    );
  } catch (error) {
    if (!(error instanceof RunError) || budget.spent) throw error;
    throw new RunError(error.code, `${operator.usage}: ${error.message}`);
  }
}

function named({ name, key }: Call, { scope: { session }, secrets }: Run): string {
  if (name === 'Secret') return secrets.get(key) ?? '';
  if (name !== 'Session') throw refusal(`unknown operator $${name.slice(0, 100)}{`);
  if (session && (key === 'tag' || key === 'token')) return session[key];
  throw new RunError(ErrorCode.NotFound, `the job has no session with a field "${key.slice(0, 100)}"`);
}

async function placed<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw withPlace(error, path);
  }
}

function withPlace(error: unknown, path: string): unknown {
  if (error instanceof SyntaxFault) return refusal(`${path}: ${error.message}`);
  if (!(error instanceof RunError)) return error;
  const { code, message, cause, retryAfterMs } = error;
  return new RunError(code, `${path}: ${message}`, defined({ retryAfterMs, cause }));
}
