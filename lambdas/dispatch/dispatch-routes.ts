import type { DispatchedMany, DispatchOutcome } from '../../contract/dispatch-many.ts';
import { ErrorCode } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import { NAMESPACES } from '../../contract/namespaces.ts';
import { visibleIn } from '../../core/config/find-resource.ts';
import { RequestError, validationError } from '../../core/errors/request-error.ts';
import { readMany } from '../../core/input/many-dispatches.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { dispatchJob } from '../../core/usecases/dispatch/dispatch-job.ts';
import { dispatchMany, type Outcome } from '../../core/usecases/dispatch/dispatch-many.ts';
import type { DispatchSetup } from '../../core/usecases/dispatch/first-answer.ts';
import { asSentence, unknownName } from '../../core/validation/nearest-name.ts';
import { toProblem } from './problem.ts';
import type { ApiRequest, ApiResponse } from './request.ts';

type Request = Pick<ApiRequest, 'params' | 'body' | 'access' | 'caller'>;

type Setup = Omit<DispatchSetup, 'caller'>;

/** Dispatches one job: 201, or 200 for a repeat under its idempotency key. */
export async function dispatchRoute(
  { params, body, access, caller }: Request,
  setup: Setup,
  ports: Ports,
): Promise<ApiResponse> {
  const namespace = NAMESPACES.find((name) => name === params['namespace']);
  if (!namespace) {
    const message = unknownName('namespace', params['namespace'] ?? '', NAMESPACES);
    throw new RequestError(ErrorCode.NotFound, asSentence(message));
  }
  const visible = { ...setup, caller, config: visibleIn(setup.config, access) };
  const { result, created } = await dispatchJob(namespace, body, visible, ports);
  return { status: created ? 201 : 200, body: result };
}

/** Dispatches many jobs, each with the status and the answer it would have had alone. */
export async function dispatchManyRoute(
  { body, access, caller }: Request,
  setup: Setup,
  ports: Ports,
): Promise<ApiResponse> {
  const read = readMany(body);
  if (!read.ok) throw validationError(read.issues);
  const visible = { ...setup, caller, config: visibleIn(setup.config, access) };
  const outcomes = await dispatchMany(read.value, visible, ports);
  const results = outcomes.map(toOutcome);
  const accepted = results.filter((result) => 'job' in result).length;
  const faults = outcomes.flatMap((outcome, index) =>
    'error' in outcome && (results[index]?.status ?? 500) >= 500 ? [outcome.error] : [],
  );
  const answer: DispatchedMany = { accepted, refused: results.length - accepted, results };
  return { status: 200, body: answer, faults };
}

function toOutcome(outcome: Outcome, index: number): DispatchOutcome {
  if ('result' in outcome) return { index, status: outcome.created ? 201 : 200, job: outcome.result };
  const { issues, ...problem } = toProblem(outcome.error);
  const named = issues && { issues: issues.slice(0, Limits.issuesOfMany) };
  return { index, status: problem.status, problem: { ...problem, ...named } };
}
