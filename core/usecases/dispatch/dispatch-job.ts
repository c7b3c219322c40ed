import { ErrorCode } from '../../../contract/errors.ts';
import type { DispatchResult } from '../../../contract/job.ts';
import { Limits } from '../../../contract/limits.ts';
import type { Namespace } from '../../../contract/namespaces.ts';
import { RequestError } from '../../errors/request-error.ts';
import type { CheckedEnvelope } from '../../input/envelope.ts';
import type { NewJob } from '../../jobs/create.ts';
import { newJobId } from '../../jobs/job-id.ts';
import type { Payload } from '../../jobs/payload.ts';
import type { Ports } from '../../ports/ports.ts';
import { type AcceptedDispatch, acceptDispatch } from './accept-dispatch.ts';
import { commitNewJob } from './commit-new-job.ts';
import { answerOf, type DispatchSetup, digestOf, firstAnswer, keptKey } from './first-answer.ts';

/** A dispatch that was accepted; `created` is false for a repeat under the same idempotency key. */
export interface Dispatched {
  result: DispatchResult;
  created: boolean;
}

/** A dispatch that is ready to be committed, or that was committed before. */
export type PreparedDispatch = Dispatched | { job: NewJob; payload: Payload; now: number };

/**
 * Accepts a dispatch: checks all of it, arms the first wake-up, then commits the job. A repeat under its idempotency key
 * gets the first answer, also where the same would be refused by now.
 * @throws RequestError naming every mistake; nothing was created then
 */
export async function dispatchJob(
  namespace: Namespace,
  body: unknown,
  setup: DispatchSetup,
  ports: Ports,
): Promise<Dispatched> {
  return await commitDispatch(await prepareDispatch(namespace, body, setup, ports), ports);
}

/** Does all of a dispatch that comes before its job: checks it, and takes its idempotency key. @throws RequestError */
export async function prepareDispatch(
  namespace: Namespace,
  body: unknown,
  setup: DispatchSetup,
  ports: Ports,
): Promise<PreparedDispatch> {
  const now = ports.clock.now();
  let accepted: AcceptedDispatch;
  try {
    accepted = acceptDispatch(namespace, body, setup, now);
  } catch (refusal) {
    const result = await firstAnswer(namespace, body, setup, ports, now);
    if (result) return { result, created: false };
    throw refusal;
  }

  const { envelope, job, payload } = accepted;
  const mine = newJobId(now, ports.random);
  const id = envelope.idempotency_key
    ? await reserve(mine, namespace, body, envelope, setup, ports, now)
    : mine;
  const earlier = id === mine ? null : await ports.jobs.get(id);
  return earlier
    ? { result: answerOf(earlier), created: false }
    : { job: { id, ...job, asked: setup.caller }, payload, now };
}

/** Commits the job of a dispatch, unless that was done before. */
export async function commitDispatch(prepared: PreparedDispatch, ports: Ports): Promise<Dispatched> {
  if ('result' in prepared) return prepared;
  const { row, created } = await commitNewJob(prepared.job, prepared.payload, ports, prepared.now);
  return { result: answerOf(row), created };
}

/** The job id that holds the idempotency key: an earlier dispatch's, or this one's. */
async function reserve(
  id: string,
  namespace: Namespace,
  body: unknown,
  envelope: CheckedEnvelope,
  setup: DispatchSetup,
  ports: Ports,
  now: number,
): Promise<string> {
  const key = keptKey(envelope.idempotency_key ?? '', setup);
  const mine = { job_id: id, digest: digestOf(namespace, body, setup) };
  const holder = await ports.keys.reserve(envelope, key, mine, now, now + Limits.idempotencyWindowMs);
  if (holder.digest === mine.digest) return holder.job_id;
  throw new RequestError(
    ErrorCode.IdempotencyConflict,
    `The idempotency key was used within 24 h for another body, by job ${holder.job_id}.`,
  );
}
