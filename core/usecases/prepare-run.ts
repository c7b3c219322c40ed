import type { Config, Resource } from '../../contract/config.ts';
import { ErrorCode } from '../../contract/errors.ts';
import { evaluatePreset, namedOperation } from '../config/apply-preset.ts';
import { findEnv, findResource } from '../config/find-resource.ts';
import { RunError } from '../errors/run-error.ts';
import { evaluate, type OperatorScope } from '../input/operators/evaluate.ts';
import type { Payload } from '../jobs/payload.ts';
import type { JobRow, RunInFlight } from '../jobs/row.ts';
import type { RunRequest } from '../ports/namespace-run.ts';
import type { Secrets } from '../ports/secrets.ts';

/**
 * What a handler is asked to do: the resource as the config has it now, the input with its operators evaluated, and
 * a named event as the operation it stands for. The operators see the run's start, so every attempt of a run gets
 * the same but for `$Var(attempt)` and secrets, which are never kept.
 * @throws RunError or RequestError for what the config no longer has, or an operator that cannot be evaluated
 */
export async function prepareRun(
  config: Config,
  row: JobRow,
  payload: Payload,
  run: RunInFlight,
  secrets: Secrets,
): Promise<RunRequest> {
  const resource: Resource = findResource(config, row, row.namespace, payload.target.resource);
  const scope = scopeOf(row, payload, run, secrets);
  const allowed = findEnv(config, row).inputSecrets ?? [];
  const input = await evaluate(payload.input, { ...scope, secrets: only(allowed, secrets) });
  const accepted = { target: payload.target, input: Object(input) };
  const named = namedOperation(payload.target, resource);
  if (!named) return { resource, ...accepted };
  const whole = await evaluatePreset(accepted, named, (preset, literal) =>
    evaluate(preset, { ...scope, literal }),
  );
  return { resource, ...whole };
}

function scopeOf(row: JobRow, payload: Payload, run: RunInFlight, secrets: Secrets): OperatorScope {
  return {
    now: run.claimed_at,
    tz: row.table.kind === 'cron' ? row.table.tz : 'UTC',
    vars: {
      execution_count: run.number,
      job_id: row.id,
      product: row.product,
      env: row.env,
      scheduled_at: row.scheduled_at,
      occurrence: run.occurrence,
      attempt: run.attempt,
    },
    ...(payload.session && { session: payload.session }),
    secrets,
  };
}

/** A dispatch may name only the secrets that the config lets it: else whoever may dispatch could read any. */
function only(names: readonly string[], secrets: Secrets): Secrets {
  return {
    get: async (name) => {
      if (names.includes(name)) return await secrets.get(name);
      throw new RunError(ErrorCode.Forbidden, `secret "${name}" is not one that inputs may name`);
    },
  };
}
