import type { Config } from '../../../contract/config.ts';
import type { DispatchResult } from '../../../contract/job.ts';
import { Limits } from '../../../contract/limits.ts';
import type { Namespace } from '../../../contract/namespaces.ts';
import { envIn } from '../../config/find-resource.ts';
import { canonicalJson, unfitJson } from '../../input/plain-json.ts';
import type { Caller } from '../../jobs/caller.ts';
import type { JobRow } from '../../jobs/row.ts';
import { toDispatchResult } from '../../jobs/view.ts';
import type { NamespaceInput } from '../../ports/namespace.ts';
import type { Ports } from '../../ports/ports.ts';

/** What the dispatch of a job answered, whatever the job has become. */
export function answerOf(row: JobRow): DispatchResult {
  return row.answer ?? toDispatchResult(row);
}

/** Equal for dispatches that say the same, and only for those; `body` has passed {@link unfitJson}. */
export function digestOf(namespace: Namespace, body: unknown, setup: Pick<DispatchSetup, 'digest'>): string {
  return setup.digest(canonicalJson({ namespace, body }));
}

/**
 * What the same body was answered under its idempotency key less than 24 h ago, or undefined. A dispatch that would be
 * refused by now, as its `endDate` has passed or its resource is gone from the config, has been accepted all the same. The
 * product and env must still be there for the caller.
 */
export async function firstAnswer(
  namespace: Namespace,
  body: unknown,
  setup: DispatchSetup,
  ports: Ports,
  now: number,
): Promise<DispatchResult | undefined> {
  if (typeof body !== 'object' || body === null || unfitJson(body).length > 0) return undefined;
  const { product, env, idempotency_key: key } = body as Record<string, unknown>;
  if (typeof product !== 'string' || typeof env !== 'string' || typeof key !== 'string') return undefined;
  if (!envIn(setup.config, { product, env })) return undefined;
  const holder = await ports.keys.find({ product, env }, keptKey(key, setup), now);
  if (holder?.digest !== digestOf(namespace, body, setup)) return undefined;
  const row = await ports.jobs.get(holder.job_id);
  return row ? answerOf(row) : undefined;
}

/** What dispatching needs beside the ports. */
export interface DispatchSetup {
  config: Config;
  inputs: Record<Namespace, NamespaceInput>;
  /** The longest attempt the executor has time for, ms. */
  maxTimeout: number;
  /** Digest of a text; equal texts and only those have equal digests. */
  digest: (text: string) => string;
  /** The caller that dispatches or declares. */
  caller: Caller;
  /** What the engine itself dispatches: its idempotency keys are none that a caller can give. */
  own?: string;
}

/** An idempotency key as it is kept: one of the engine itself is longer than any of a caller. */
export function keptKey(key: string, { own }: Pick<DispatchSetup, 'own'>): string {
  return own === undefined ? key : `${key} ${own.padStart(Limits.idempotencyKeyLength)}`;
}
