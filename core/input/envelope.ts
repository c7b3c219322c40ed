import { z } from 'zod';
import type { Issue } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import { NAMESPACES } from '../../contract/namespaces.ts';
import { type Checked, check } from '../validation/check.ts';
import { inMs } from '../validation/fields-at.ts';
import { unknownFields, unknownName } from '../validation/nearest-name.ts';

const ms = inMs(z.int().min(0).max(Limits.everyMaxMs));
const codes = z.array(z.string().min(1).max(64)).max(32);

/** The shape of a retry policy. */
export const retryConfigSchema = z.strictObject({
  initialDelay: ms.optional(),
  maxDelay: ms.optional(),
  maxRetryAfter: inMs(z.int().min(0).max(Limits.delayMs)).optional(),
  backoffMultiplier: z.number().min(1).max(1000).optional(),
  jitter: z.boolean().optional(),
  jitterPercent: z.number().min(0).max(1).optional(),
  retryableErrors: codes.optional(),
  nonRetryableErrors: codes.optional(),
});

const session = z.union([
  z.strictObject({ tag: z.string().min(1).max(256), token: z.string().min(1).max(8192) }),
  z
    .string()
    .regex(/^[^:]{1,256}:.{1,8192}$/s, 'expected "tag:token"')
    .transform((text) => ({
      tag: text.slice(0, text.indexOf(':')),
      token: text.slice(text.indexOf(':') + 1),
    })),
]);

const tag = z.string().min(1).max(Limits.tagLength);

/** A text of a caller that is kept as it is, up to a number of characters. */
export const keptText = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    // Halves of surrogate pairs become one and the same character when they are stored: two texts would be one.
    .refine((given) => given.isWellFormed(), 'holds half of a surrogate pair, which no text has');

/** The fields every dispatch has. */
export const envelopeSchema = z.object({
  env: tag,
  product: tag,
  retries: z.int().min(0).max(Limits.retries).optional(),
  retryConfig: retryConfigSchema.optional(),
  /** Checked apart, by `readSchedule`. */
  schedule: z.unknown().optional(),
  session: session.optional(),
  cache: z.string().max(256).optional(),
  idempotency_key: keptText(Limits.idempotencyKeyLength).optional(),
  fairness_key: keptText(Limits.fairnessKeyLength).optional(),
  timeout: inMs(z.int().min(1)).optional(),
  expectedDuration: inMs(z.int().min(1).max(Limits.everyMaxMs)).optional(),
});

/** The envelope of a dispatch, checked. */
export type CheckedEnvelope = z.output<typeof envelopeSchema>;

const ENVELOPE_FIELDS = Object.keys(envelopeSchema.shape);

/** What is wrong with the namespace that a body names itself, as no path does. */
export function namespaceIssues(wanted: unknown): Issue[] {
  if (NAMESPACES.some((each) => each === wanted)) return [];
  const message =
    typeof wanted === 'string'
      ? unknownName('namespace', wanted, NAMESPACES)
      : `expected one of ${NAMESPACES.join(', ')}`;
  return [{ path: 'namespace', message }];
}

/** Envelopes by their bound on `timeout`; kept, as the first use of a schema compiles it. */
const compiled = new Map<number, typeof envelopeSchema>();

function envelopeWithin(maxTimeout: number): typeof envelopeSchema {
  const known = compiled.get(maxTimeout);
  if (known) return known;
  const schema = envelopeSchema.extend({ timeout: inMs(z.int().min(1).max(maxTimeout)).optional() });
  compiled.set(maxTimeout, schema);
  return schema;
}

/**
 * Checks the fields every dispatch has, and that there is no field which neither the envelope nor the namespace
 * knows.
 * @param owned the fields of the namespace
 * @param maxTimeout the longest attempt the executor has time for, ms
 */
export function readEnvelope(
  body: Record<string, unknown>,
  owned: readonly string[],
  maxTimeout: number,
): Checked<CheckedEnvelope> {
  const known = [...ENVELOPE_FIELDS, ...owned];
  const others = Object.keys(body).filter((name) => !known.includes(name));
  const unknown = unknownFields(others, known);
  const fields = Object.fromEntries(
    ENVELOPE_FIELDS.flatMap((name) => (Object.hasOwn(body, name) ? [[name, body[name]]] : [])),
  );
  const checked = check(envelopeWithin(maxTimeout), fields);
  if (checked.ok && unknown.length === 0) return checked;
  return { ok: false, issues: [...(checked.ok ? [] : checked.issues), ...unknown] };
}
