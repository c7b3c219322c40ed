import { z } from 'zod';
import type { Config } from '../../contract/config.ts';
import type { Issue } from '../../contract/errors.ts';
import { pathOf, visitTexts } from '../input/operators/texts.ts';
import { isSecretReference, malformedSecret } from '../input/secret-reference.ts';
import { check } from '../validation/check.ts';
import { apps } from './schemas/actions.ts';
import { databases } from './schemas/database.ts';
import { brokers } from './schemas/events.ts';
import { graphs } from './schemas/graphs.ts';
import { notifications } from './schemas/notifications.ts';
import { arn } from './schemas/shared.ts';
import { storages } from './schemas/storage.ts';
import { workflows } from './schemas/workflows.ts';

const tag = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/, 'expected letters, digits, "_", "." or "-"');

const secret = z.string().refine(isSecretReference, 'expected the name of a secret, or NAME#FIELD');

const env = z.strictObject({
  actions: z.record(tag, apps).optional(),
  workflows: z.record(tag, workflows).optional(),
  notifications: z.record(tag, notifications).optional(),
  storage: z.record(tag, storages).optional(),
  events: z.record(tag, brokers).optional(),
  database: z.record(tag, databases).optional(),
  graphs: z.record(tag, graphs).optional(),
  inputSecrets: z.array(secret).optional(),
  secretKmsKeyArns: z.array(arn('kms')).optional(),
});

const schema = z.strictObject({
  products: z.record(tag, z.strictObject({ envs: z.record(tag, env) })),
});

/** Gives `ductape.config.ts` its types; the values are checked where the file is read. */
export function defineConfig(config: Config): Config {
  return config;
}

/** Checks a config however it was written. @throws Error listing every mistake by its path */
export function parseConfig(value: unknown): Config {
  const checked = check(schema, value);
  const malformed = malformedSecrets(value);
  // The schema says the same as the type, which only words optional fields differently.
  if (checked.ok && malformed.length === 0) return checked.value as Config;
  const lines = [...(checked.ok ? [] : checked.issues), ...malformed].map(
    ({ path, message }) => `  ${path || '(the config)'}: ${message}`,
  );
  throw new Error(`The config is not valid:\n${lines.join('\n')}`);
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
