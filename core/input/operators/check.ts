import type { Issue } from '../../../contract/errors.ts';
import { RunError } from '../../errors/run-error.ts';
import { nearestName, unknownName } from '../../validation/nearest-name.ts';
import { isSecretReference } from '../secret-reference.ts';
import { joined, type KnownArgument } from './arguments.ts';
import { Budget } from './budget.ts';
import { credentialFault, credentialsIn } from './credentials.ts';
import { LIBRARY, NAMED } from './library/library.ts';
import { type Call, parse, SyntaxFault, type Text } from './parse.ts';
import { pathOf, visitTexts } from './texts.ts';

/** A caller is helped by no more mistakes than this, and each costs room. */
const MISTAKES_MAX = 100;

/**
 * What is wrong with the operators in the texts of a JSON value, each with the path of its text. What does not depend
 * on the run is evaluated, so that work past the bounds is found too.
 */
export function operatorIssues(value: unknown, path: string): Issue[] {
  const issues: Issue[] = [];
  const budget = new Budget();
  visitTexts(value, (text, trail) => {
    if (budget.spent || issues.length >= MISTAKES_MAX) return;
    for (const message of faultsOf(text, budget)) issues.push({ path: pathOf(path, trail), message });
  });
  return issues.slice(0, MISTAKES_MAX);
}

/** The secrets that the operators of a JSON value name, each with the path of its text. */
export function secretsAsked(value: unknown, path: string): { name: string; path: string }[] {
  const asked: { name: string; path: string }[] = [];
  const budget = new Budget();
  visitTexts(value, (text, trail) => {
    if (budget.spent || !text.includes('$Secret{')) return;
    try {
      const credentials = credentialsIn(parse(text, () => budget.countCall()));
      const secrets = credentials.filter(({ call }) => call.name === 'Secret');
      asked.push(...secrets.map(({ call }) => ({ name: call.key, path: pathOf(path, trail) })));
    } catch (error) {
      if (!(error instanceof SyntaxFault || error instanceof RunError)) throw error;
    }
  });
  return asked;
}

function faultsOf(source: string, budget: Budget): string[] {
  const faults: string[] = [];
  try {
    const text = parse(source, () => budget.countCall());
    const misplaced = credentialFault(credentialsIn(text));
    if (misplaced) faults.push(misplaced);
    examine(text, faults, budget);
  } catch (error) {
    if (!(error instanceof SyntaxFault || error instanceof RunError)) throw error;
    faults.push(error.message);
  }
  return faults;
}

/** Notes the faults of a text's operators, and says its value as far as it is known. */
function examine({ parts, literal }: Text, faults: string[], budget: Budget): KnownArgument {
  if (literal) return { value: literal.value };
  const values = parts.map((part) =>
    typeof part === 'string' ? { value: part } : examineCall(part, faults, budget),
  );
  const known = values.flatMap((value) => (value === 'computed' ? [] : [value.value]));
  if (known.length < values.length) return 'computed';
  return { value: known.length === 1 ? known[0] : joined(known, '', budget) };
}

function examineCall(call: Call, faults: string[], budget: Budget): KnownArgument {
  const before = faults.length;
  const examined = call.args.map((argument) => examine(argument, faults, budget));
  // Of arguments that are at fault themselves nothing more is said.
  const args = faults.length > before ? examined.map((): KnownArgument => 'computed') : examined;
  const fault = faultOf(call, args);
  const operator = operatorOf(call.name);
  const known = args.flatMap((argument) => (argument === 'computed' ? [] : [argument.value]));
  if (fault !== undefined) faults.push(fault);
  if (fault !== undefined || !operator || !('compute' in operator) || known.length < args.length) {
    return 'computed';
  }
  try {
    return { value: budget.payFor(known, () => operator.compute(known, budget)) };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    if (budget.spent) throw error;
    faults.push(`${operator.usage}: ${error.message}`);
    return 'computed';
  }
}

function faultOf(call: Call, args: readonly KnownArgument[]): string | undefined {
  const { name, form } = call;
  if (form === '{}') return namedFault(call);
  if (name === 'Secret' || name === 'Session')
    return `write $${name}{${name === 'Secret' ? 'NAME' : 'token'}}`;
  const operator = operatorOf(name);
  if (!operator) return unknownOperator(name);
  const [least, most] = operator.arity;
  if (args.length < least || args.length > most)
    return `expected ${operator.usage}, got ${args.length} arguments`;
  const fault = operator.fault?.(args);
  return fault && `${operator.usage}: ${fault}`;
}

function namedFault({ name, key }: Call): string | undefined {
  if (name === 'Secret')
    return isSecretReference(key) ? undefined : '$Secret{…} needs the name of a secret, or NAME#FIELD';
  if (name === 'Session') {
    if (key === 'tag' || key === 'token') return undefined;
    return unknownName('session field', key.slice(0, 100), ['tag', 'token']);
  }
  const operator = operatorOf(name);
  return operator ? `write ${operator.usage}` : unknownOperator(name);
}

function operatorOf(name: string) {
  return Object.hasOwn(LIBRARY, name) ? LIBRARY[name] : undefined;
}

function unknownOperator(whole: string): string {
  const name = whole.slice(0, 100);
  const near = nearestName(name, [...Object.keys(LIBRARY), ...NAMED]);
  const hint = near ? `did you mean "$${near}"?` : `for the text itself write "$$${name.slice(0, 40)}"`;
  return `unknown operator "$${name}"; ${hint}`;
}
