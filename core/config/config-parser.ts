import { z } from 'zod';
import type { Config, EnvConfig, ResourceOf, WrittenConfig } from '../../contract/config.ts';
import type { Issue } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import type { DeclaredSchedules } from '../../contract/named-schedule.ts';
import { NAMESPACES, type Namespace } from '../../contract/namespaces.ts';
import type { FunctionResource } from '../../contract/resources/shared.ts';
import { pathOf, visitTexts } from '../input/operators/texts.ts';
import { isSecretReference, malformedSecret, secretName, secretNames } from '../input/secret-reference.ts';
import { boundedFields, check } from '../validation/check.ts';
import { lowerFunctions } from './lower-functions.ts';
import { notJson } from './not-json.ts';
import { alerts } from './schemas/alerts.ts';
import { maintenanceWindow } from './schemas/maintenance.ts';
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
export type ResourceSchemas = { [N in Namespace]: z.ZodType<ResourceOf<N> | FunctionResource> };

/**
 * Checks a config however it was written; a field that is undefined counts as absent, as in the JSON that is deployed.
 * @param unread tells texts that are known only when the config is deployed: their formats are not checked
 * @throws Error listing every mistake by its path
 */
export type ParseConfig = (value: unknown, unread?: (text: string) => boolean) => WrittenConfig;

/**
 * Reads configs whose resources are those of the schemas, which come from the namespaces: the core knows no provider.
 * @param more what is wrong beside that with a config of this shape, its own functions lowered
 */
export function configParser(resources: ResourceSchemas, more: (config: Config) => Issue[]): ParseConfig {
  const schema: z.ZodType<WrittenConfig> = schemaWith(resources);
  return (value, unread) => {
    const unsaid = notJson(value);
    if (unsaid.length > 0) throw invalid(unsaid);
    const checked = check(schema, withoutUndefined(value), [], unread);
    // Of an own function that is not deployed yet all that is looked at is that it is a function.
    const shape = checked.ok ? more(lowerFunctions(checked.value, () => '')) : checked.issues;
    const issues = [...shape, ...malformedSecrets(value)];
    if (checked.ok && issues.length === 0) return checked.value;
    throw invalid(issues);
  };
}

function invalid(issues: readonly Issue[]): Error {
  const lines = issues.map(({ path, message }) => `  ${path || '(the config)'}: ${message}`);
  return new Error(`The config is not valid:\n${lines.join('\n')}`);
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
    maintenance: z.array(maintenanceWindow).max(Limits.maintenanceWindows).exactOptional(),
    alerts: alerts.exactOptional(),
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
export function secretsOf(config: WrittenConfig): string[] {
  const envs = Object.values(config.products).flatMap((product) => Object.values(product.envs));
  const named = envs.flatMap((env) => [...(env.inputSecrets ?? []), ...ownSecrets(env)]);
  return [...new Set([...secretNames(JSON.stringify(config)), ...named].map(secretName))];
}

/** The secrets that the own functions of an env may read. */
function ownSecrets(env: EnvConfig<FunctionResource>): string[] {
  return NAMESPACES.flatMap((namespace) =>
    Object.values(env[namespace] ?? {}).flatMap((resource) =>
      resource.provider === 'function' ? (resource.secrets ?? []) : [],
    ),
  );
}
