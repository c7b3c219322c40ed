import { Env } from '../lambdas/environment.ts';
import type { Blueprint } from './blueprint.ts';
import type { VirtualClock } from './clock/virtual-clock.ts';
import { API_ENVIRONMENTS, environmentsOf, OWN_ENVIRONMENTS } from './environments.ts';
import { createFunction, type LambdaFunction } from './lambda/function.ts';
import type { LocalFunction } from './local-functions.ts';

type Values = Record<string, string | undefined>;

/** What the functions of an embedded cloud are made of. */
export interface FunctionParts {
  blueprint: Blueprint;
  own: readonly LocalFunction[];
  /** The environment that says where the engines are, with these secrets in it. */
  surroundings: (secrets: Values) => Record<string, string>;
  /** Where the DynamoDB with the scheduler's table is. */
  table: string;
  /** Of the config. */
  secrets: Values;
  /** Of the scheduler itself. */
  generated: Values;
  /** For functions whose code is the developer's own. */
  ownVariables: Values;
  log: (line: string, own?: string) => void;
  clock?: VirtualClock;
}

/** The functions of the template, and those whose code is the developer's own. */
export function createFunctions(parts: FunctionParts): LambdaFunction[] {
  const { blueprint, own, clock } = parts;
  const engine = blueprint.functions.map((plan) => {
    const fed = blueprint.sources.filter(({ functionName }) => functionName === plan.name);
    return createFunction({
      ...plan,
      environment: {
        ...plan.environment,
        ...parts.surroundings({ ...parts.secrets, ...parts.generated }),
        [Env.tableEndpoint]: parts.table,
      },
      maxConcurrency: fed.reduce((sum, source) => sum + environmentsOf(source, fed), 0) || API_ENVIRONMENTS,
      log: (line) => parts.log(line),
      ...(clock && { clock }),
    });
  });
  return [...engine, ...own.map((each) => createOwn(each, parts))];
}

/** It is told neither where the scheduler's table is nor secrets that it does not list; `.env` may hold those of all. */
function createOwn(
  { plan, tag, secrets: listed, bundle }: LocalFunction,
  parts: FunctionParts,
): LambdaFunction {
  const { secrets, ownVariables, clock } = parts;
  const given = among(secrets, (name) => listed?.includes(name) ?? true);
  const variables = among(ownVariables, (name) => !Object.hasOwn(secrets, name));
  return createFunction({
    ...plan,
    environment: { ...variables, ...plan.environment, ...parts.surroundings(given) },
    directory: () => bundle.current(),
    maxConcurrency: OWN_ENVIRONMENTS,
    log: (line) => parts.log(line, tag),
    ...(clock && { clock }),
  });
}

/** Those of the values that are there and whose names pass. */
function among(values: Values, passes: (name: string) => boolean): Record<string, string> {
  const entries = Object.entries(values).flatMap(([name, value]) =>
    value !== undefined && passes(name) ? [[name, value] as const] : [],
  );
  return Object.fromEntries(entries);
}
