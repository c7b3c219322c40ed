import { z } from 'zod';
import type { Config, EnvConfig, ResourceOf } from '../../contract/config.ts';
import type { Issue } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import type { DeclaredSchedules } from '../../contract/named-schedule.ts';
import type { Namespace } from '../../contract/namespaces.ts';
import { pathOf, visitTexts } from '../input/operators/texts.ts';
import { isSecretReference, malformedSecret, secretName, secretNames } from '../input/secret-reference.ts';
import { boundedFields, check } from '../validation/check.ts';
import { arn } from './schemas/shared.ts';

const tag = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/, 'expected letters, digits, "_", "." or "-"');

const secret = z.string().refine(isSecretReference, 'expected the name of a secret, or NAME#FIELD');

/** Each is checked with the whole config, by what checks a dispatch. */
const schedules = boundedFields(
  z.record(z.string(), z.looseObject({})) as unknown as z.ZodType<DeclaredSchedules>,
  Limits.declaredSchedules,
);

/** What the resources of each namespace must look like. */
export type ResourceSchemas = { [N in Namespace]: z.ZodType<ResourceOf<N>> };

/**
 * Checks a config however it was written; a field that is undefined counts as absent, as in the JSON that is deployed.
 * @throws Error listing every mistake by its path
 */
export type ParseConfig = (value: unknown) => Config;

/**
 * Reads configs whose resources are those of the schemas, which come from the namespaces: the core knows no provider.
 * @param more what is wrong beside that with a config of this shape
 */
export function configParser(resources: ResourceSchemas, more: (config: Config) => Issue[]): ParseConfig {
  const schema: z.ZodType<Config> = schemaWith(resources);
  return (value) => {
    const checked = check(schema, withoutUndefined(value));
    const issues = [...(checked.ok ? more(checked.value) : checked.issues), ...malformedSecrets(value)];
    if (checked.ok && issues.length === 0) return checked.value;
    const lines = issues.map(({ path, message }) => `  ${path || '(the config)'}: ${message}`);
    throw new Error(`The config is not valid:\n${lines.join('\n')}`);
  };
}

function schemaWith(resources: ResourceSchemas) {
  const env = z.strictObject({
    actions: z.record(tag, resources.actions).exactOptional(),
    workflows: z.record(tag, resources.workflows).exactOptional(),
    notifications: z.record(tag, resources.notifications).exactOptional(),
    storage: z.record(tag, resources.storage).exactOptional(),
    events: z.record(tag, resources.events).exactOptional(),
    database: z.record(tag, resources.database).exactOptional(),
    graphs: z.record(tag, resources.graphs).exactOptional(),
    inputSecrets: z.array(secret).exactOptional(),
    secretKmsKeyArns: z.array(arn('kms')).exactOptional(),
    schedules: schedules.exactOptional(),
  });
  return z.strictObject({
    products: z.record(tag, z.strictObject({ envs: z.record(tag, env) })),
  });
}

/** The value as its JSON has it: without fields that are undefined. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutUndefined(field)]));
}

/** Texts that were meant to name a secret: none of them may go out as it stands. */
function malformedSecrets(value: unknown): Issue[] {
  const issues: Issue[] = [];
  visitTexts(value, (text, trail) => {
    const found = malformedSecret(text);
    if (found !== undefined)
      issues.push({
        path: pathOf('', trail).slice(1),
        message: `${found} names no secret: write $Secret{NAME} or $Secret{NAME#FIELD}`,
      });
  });
  return issues;
}

/** The name of every secret that the config refers to, for its resources or for inputs, each once. */
export function secretsOf(config: Config): string[] {
  const envs: EnvConfig[] = Object.values(config.products).flatMap((product) => Object.values(product.envs));
  const named = envs.flatMap((env) => env.inputSecrets ?? []);
  return [...new Set([...secretNames(JSON.stringify(config)), ...named].map(secretName))];
}
