import type { Config, Resource } from '../../../contract/config.ts';
import { ErrorCode } from '../../../contract/errors.ts';
import { Limits } from '../../../contract/limits.ts';
import { asRecord } from '../../../contract/plain-data.ts';
import { evaluatePreset, namedOperation } from '../../config/apply-preset.ts';
import { findEnv, findResource } from '../../config/find-resource.ts';
import { RunError } from '../../errors/run-error.ts';
import { Budget } from '../../input/operators/budget.ts';
import { evaluate, type OperatorScope } from '../../input/operators/evaluate.ts';
import type { AcceptedInput, Payload } from '../../jobs/payload.ts';
import { type JobRow, originOf } from '../../jobs/row.ts';
import type { RunningRun } from '../../jobs/run-in-flight.ts';
import type { Secrets } from '../../ports/access.ts';
import type { RunRequest } from '../../ports/namespace.ts';

/** Most texts with a secret in them that are hidden as a whole, and the longest of them, characters. */
const HIDDEN_MAX = 20;
const HIDDEN_LENGTH = 512;

/**
 * What a handler is asked to do: the resource as the config has it now, the input with its operators evaluated, and
 * a named event as the operation it stands for. The operators see the run's start, so every attempt of a run gets
 * the same but for `$Var(attempt)` and secrets, which are never kept.
 * @param hide told of the session's token, and of the first 20 texts of at most 512 characters that a secret or that
 * token was inserted into. Callers choose these, so they must not change what becomes of the secrets themselves
 * @throws RunError or RequestError for what the config no longer has, or an operator that cannot be evaluated
 */
export async function prepareRun(
  config: Config,
  row: JobRow,
  payload: Payload,
  run: RunningRun,
  secrets: Secrets,
  hide: (value: string) => void,
): Promise<RunRequest> {
  const resource: Resource = findResource(config, row, row.namespace, payload.target.resource);
  if (payload.session) hide(payload.session.token);
  const scope = scopeOf(row, payload, run, secrets, fewShort(hide));
  const allowed = findEnv(config, row).inputSecrets ?? [];
  const input = await evaluate(payload.input, { ...scope, secrets: only(allowed, secrets) });
  const accepted = { target: payload.target, input: asRecord(input) };
  const named = namedOperation(payload.target, resource);
  if (!named) return { resource, ...accepted };
  // The config is every run's: none may get a part of it that a handler could change.
  const whole = await evaluatePreset(accepted, structuredClone(named), (preset, literal) =>
    evaluate(preset, { ...scope, literal }, 'preset'),
  );
  return { resource, ...withinBound(whole) };
}

/** A longer text, or one of very many, is hidden by the secret in it alone: to look for each takes memory and time. */
function fewShort(hide: (value: string) => void): (value: string) => void {
  const told = new Set<string>();
  return (value) => {
    if (value.length > HIDDEN_LENGTH || told.size >= HIDDEN_MAX || told.has(value)) return;
    told.add(value);
    hide(value);
  };
}

/** Placeholders may put one value into many places. */
function withinBound(request: AcceptedInput): AcceptedInput {
  if (textLength(request.input) <= Limits.evaluatedInput) return request;
  const bound = `at most ${Limits.evaluatedInput} are allowed`;
  throw new RunError(ErrorCode.Validation, `the completed input has too many characters; ${bound}`);
}

function textLength(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, inner) => sum + textLength(inner), 0);
}

function scopeOf(
  row: JobRow,
  payload: Payload,
  run: RunningRun,
  secrets: Secrets,
  hide: OperatorScope['hide'],
): OperatorScope {
  const { number, occurrence, claimed_at, scheduled_at, tz } = originOf(row, run);
  return {
    now: claimed_at,
    tz,
    vars: {
      execution_count: number,
      job_id: row.id,
      product: row.product,
      env: row.env,
      scheduled_at,
      occurrence,
      attempt: run.attempt,
    },
    ...(payload.session && { session: payload.session }),
    secrets,
    budget: new Budget(),
    hide,
  };
}

/** A dispatch may name only the secrets that the config lets it: else every caller that may dispatch could read any. */
function only(names: readonly string[], secrets: Secrets): Secrets {
  return {
    get: async (name) => {
      if (names.includes(name)) return await secrets.get(name);
      throw new RunError(ErrorCode.Forbidden, `secret "${name}" is not one that inputs may name`);
    },
  };
}
