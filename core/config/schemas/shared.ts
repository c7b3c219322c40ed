import { z } from 'zod';
import { climbs } from '../folder.ts';

/** Text that is not empty; may hold `$Secret{NAME}`. */
export const text = z.string().min(1);

/** Text that stands for itself in an IAM policy, where `*`, `?` and `${…}` would let in what is of others. */
export const exact = (value: z.ZodString) =>
  value.refine(
    (name) => !/[*?]|\$\{/.test(name),
    'must not hold "*", "?" or "${": permissions are given on what it names',
  );

/** ARN of one service, in any partition. */
export const arn = (service: string) =>
  exact(
    z
      .string()
      .regex(
        new RegExp(`^arn:[a-z-]+:${service}:[a-z0-9-]*:\\d{12}:.+$`),
        `expected the ARN of an ${service} resource`,
      ),
  );

/** The customer key of a resource. */
export const kmsKeyArn = arn('kms').exactOptional();

/** Certificates of authorities, or a secret that holds them. */
export const ca = z
  .string()
  .regex(/^\s*(-----BEGIN CERTIFICATE-----|\$Secret\{)/, 'expected certificates in PEM or $Secret{NAME}')
  .exactOptional();

/** An address of one of the schemes, or a secret that holds one. */
export const address = (...schemes: string[]) =>
  z
    .string()
    .regex(
      new RegExp(`^((${schemes.join('|').replaceAll('+', '\\+')})://|\\$Secret\\{)`),
      `expected ${schemes.map((scheme) => `${scheme}://…`).join(', ')} or $Secret{NAME}`,
    );

/** `host:port` and the like of some servers. */
export const hosts = (pattern: RegExp, expected: string) =>
  z.array(z.string().regex(pattern, expected)).min(1);

export const httpUrl = z.url({ protocol: /^https?$/ });

export const PLAIN_PATH = 'must hold no "#", "\\" or control character, and no "." or ".." as a step';

/** Whether a path, or that of a url, says where it leads: a value filled in cannot make it lead elsewhere. */
export function isPlainPath(template: string): boolean {
  const [path = ''] = template.replace(/^https?:\/\/[^/?#]*/, '').split('?');
  return !/[#\\\p{Cc}]/u.test(template) && !climbs(path);
}

/** Things by the names a dispatch uses for them. */
export const named = <Value extends z.ZodType>(value: Value) => z.record(z.string().min(1).max(128), value);

export const poolSize = z.int().min(1).max(20).exactOptional();
export const tls = z.enum(['require', 'disable']).exactOptional();
