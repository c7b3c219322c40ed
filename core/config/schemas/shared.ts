import { z } from 'zod';
import { operatorIssues } from '../../input/operators/check.ts';

/** Text that is not empty; may hold `$Secret{NAME}`. */
export const text = z.string().min(1);

/** ARN of one service, in any partition. */
export const arn = (service: string) =>
  z
    .string()
    .regex(
      new RegExp(`^arn:[a-z-]+:${service}:[a-z0-9-]*:\\d{12}:.+$`),
      `expected the ARN of an ${service} resource`,
    );

/** An address of one of the schemes, or a secret that holds one. */
export const address = (...schemes: string[]) =>
  z
    .string()
    .regex(
      new RegExp(`^((${schemes.join('|').replaceAll('+', '\\+')})://|\\$Secret\\{)`),
      `expected ${schemes.map((scheme) => `${scheme}://…`).join(', ')} or $Secret{NAME}`,
    );

export const httpUrl = z.url({ protocol: /^https?$/ });

/** Things by the names a dispatch uses for them. */
export const named = <Value extends z.ZodType>(value: Value) => z.record(z.string().min(1).max(128), value);

const presetInput = z.record(z.string(), z.unknown()).superRefine((input, context) => {
  for (const { path, message } of operatorIssues(input, '')) {
    context.addIssue({ code: 'custom', path: path.split('.').slice(1), message });
  }
});

/** Named operations; the input of each is checked with the dispatch that completes it, its operators here. */
export const presets = (operations: readonly [string, ...string[]]) =>
  named(z.strictObject({ operation: z.enum(operations), input: presetInput.optional() })).optional();

export const lambda = z.strictObject({
  provider: z.literal('lambda'),
  functionArn: arn('lambda'),
  local: z.strictObject({ handler: text }).optional(),
});

export const poolSize = z.int().min(1).max(20).optional();
export const tls = z.enum(['require', 'disable']).optional();
