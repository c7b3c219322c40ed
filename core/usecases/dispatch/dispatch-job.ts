import type { Config } from '../../../contract/config.ts';
import { ErrorCode, type Issue } from '../../../contract/errors.ts';
import type { DispatchResult } from '../../../contract/job.ts';
import { Limits } from '../../../contract/limits.ts';
import type { Namespace } from '../../../contract/namespaces.ts';
import { defined } from '../../../contract/plain-data.ts';
import type { Schedule } from '../../../contract/schedule.ts';
import { applyPreset, namedOperation, presetIssues } from '../../config/apply-preset.ts';
import { findResource } from '../../config/find-resource.ts';
import { RequestError, validationError } from '../../errors/request-error.ts';
import { type CheckedEnvelope, readEnvelope } from '../../input/envelope.ts';
import { operatorIssues, secretsAsked } from '../../input/operators/check.ts';
import { unfitJson, unsafeNumbers } from '../../input/plain-json.ts';
import { create, type NewJob } from '../../jobs/create.ts';
import { newJobId } from '../../jobs/job-id.ts';
import { type AcceptedInput, type Payload, targetText } from '../../jobs/payload.ts';
import type { JobRow } from '../../jobs/row.ts';
import { isPurged } from '../../jobs/tombstone.ts';
import type { Ports } from '../../ports/ports.ts';
import { firstOccurrence } from '../../schedule/occurrences.ts';
import type { ParsedSchedule } from '../../schedule/parsed-schedule.ts';
import { readSchedule } from '../../schedule/read-schedule.ts';
import { dispatchEntry } from '../../stats/entry.ts';
import { recordNewJob, recordStats } from '../../stats/record-stats.ts';
import { jsonBytes } from '../../text/bounds.ts';
import { unknownNames } from '../../validation/nearest-name.ts';
import { subscribedEvents } from '../../webhooks/webhook.ts';
import { executeEffects, purge } from '../commit/execute-effects.ts';
import { answerOf, type DispatchSetup, digestOf, firstAnswer } from './first-answer.ts';

/** A dispatch that was accepted; `created` is false for a repeat under the same idempotency key. */
export interface Dispatched {
  result: DispatchResult;
  created: boolean;
}

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
  const now = ports.clock.now();
  let dispatch: ReadDispatch;
  let payload: Payload;
  try {
    dispatch = read(namespace, body, setup, now);
    checkFit(namespace, dispatch, setup);
    payload = payloadOf(dispatch, now);
    checkSize(payload);
  } catch (refusal) {
    const result = await firstAnswer(namespace, body, setup, ports, now);
    if (result) return { result, created: false };
    throw refusal;
  }

  const { envelope } = dispatch;
  const mine = newJobId(now, ports.random);
  const id = envelope.idempotency_key
    ? await reserve(mine, namespace, body, envelope, setup, ports, now)
    : mine;
  const earlier = id === mine ? null : await ports.jobs.get(id);
  if (earlier) return { result: answerOf(earlier), created: false };
  return await commitNew(newJob(id, namespace, dispatch, setup.maxTimeout), payload, ports, now);
}

interface ReadDispatch {
  envelope: CheckedEnvelope;
  accepted: AcceptedInput;
  schedule: ParsedSchedule;
}

function read(namespace: Namespace, body: unknown, setup: DispatchSetup, now: number): ReadDispatch {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw validationError([{ path: '', message: 'a JSON object is expected as body' }]);
  }
  const unfit = unfitJson(body);
  if (unfit.length > 0) throw validationError(unfit);
  const fields: Record<string, unknown> = { ...body };
  const input = setup.inputs[namespace];
  const envelope = readEnvelope(fields, input.fields, setup.maxTimeout);
  const accepted = input.read(fields);
  const schedule = readSchedule('schedule' in fields ? (fields.schedule as Schedule) : undefined, now);
  const operators = operatorIssues(fields['input'], 'input');
  const numbers = unsafeNumbers(fields['input'], 'input');
  const secrets = envelope.ok ? secretIssues(fields['input'], envelope.value, setup.config) : [];
  const inInput = [...operators, ...numbers, ...secrets];
  if (envelope.ok && accepted.ok && schedule.ok && inInput.length === 0) {
    return { envelope: envelope.value, accepted: accepted.value, schedule: schedule.value };
  }
  const issues: Issue[] = [envelope, accepted, schedule].flatMap((part) => (part.ok ? [] : part.issues));
  throw validationError([...issues, ...inInput]);
}

function checkFit(
  namespace: Namespace,
  { envelope, accepted }: ReadDispatch,
  { config, inputs }: DispatchSetup,
): void {
  const resource = findResource(config, envelope, namespace, accepted.target.resource);
  const named = namedOperation(accepted.target, resource);
  const issues = named ? presetIssues(accepted, named) : [];
  if (issues.length > 0) throw validationError(issues);
  if (resource.provider === 'lambda') return;
  const mismatch = inputs[namespace].validateAgainst(
    named ? applyPreset(accepted, named) : accepted,
    resource,
  );
  if (!mismatch) return;
  if ('issues' in mismatch) throw validationError(mismatch.issues);
  throw new RequestError(ErrorCode.NotFound, mismatch.notFound);
}

/** An input is stored as JSON of its own, which may be longer than what came. */
function checkSize({ input }: Payload): void {
  const bytes = jsonBytes(input);
  if (bytes <= Limits.storedInputBytes) return;
  throw new RequestError(
    ErrorCode.PayloadTooLarge,
    `The input may take at most ${Limits.storedInputBytes} bytes where it is stored; it takes ${bytes}.`,
  );
}

/**
 * A caller that may dispatch must not read every secret that way: an input names only those that the config lists for it. Of a
 * product and env that are not there nothing is said.
 */
function secretIssues(input: unknown, { product, env }: CheckedEnvelope, { products }: Config): Issue[] {
  const envs = Object.hasOwn(products, product) ? products[product]?.envs : undefined;
  const known = envs && Object.hasOwn(envs, env) ? envs[env] : undefined;
  if (!known) return [];
  const allowed = known.inputSecrets ?? [];
  const unlisted = secretsAsked(input, 'input').filter(({ name }) => !allowed.includes(name));
  const byName = new Map(unlisted.map((asked) => [asked.name, asked]));
  return unknownNames(['secret for inputs', 'secrets for inputs'], [...byName.values()], allowed, 'input');
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
  const key = envelope.idempotency_key ?? '';
  const mine = { job_id: id, digest: digestOf(namespace, body, setup) };
  const holder = await ports.keys.reserve(envelope, key, mine, now, now + Limits.idempotencyWindowMs);
  if (holder.digest === mine.digest) return holder.job_id;
  throw new RequestError(
    ErrorCode.IdempotencyConflict,
    `The idempotency key was used within 24 h for another body, by job ${holder.job_id}.`,
  );
}

function newJob(
  id: string,
  namespace: Namespace,
  { envelope, accepted, schedule }: ReadDispatch,
  maxTimeout: number,
): NewJob {
  const {
    product,
    env,
    retries = 0,
    retryConfig = {},
    timeout = Math.min(Limits.defaultTimeoutMs, maxTimeout),
  } = envelope;
  const set = Object.fromEntries(Object.entries(retryConfig).filter(([, value]) => value !== undefined));
  const keyed = envelope.idempotency_key !== undefined;
  const target = targetText(accepted.target);
  return { id, product, env, namespace, target, schedule, retry: { ...set, retries }, timeout, keyed };
}

function payloadOf({ envelope, accepted, schedule }: ReadDispatch, now: number): Payload {
  return {
    ...accepted,
    job: {
      product: envelope.product,
      env: envelope.env,
      scheduled_at: firstOccurrence(schedule, now) ?? now,
    },
    ...(envelope.session && { session: envelope.session }),
    ...defined({ cache: envelope.cache }),
    ...(schedule.kind === 'once' && { useful_until: schedule.at }),
  };
}

/** Arms, keeps the payload, counts the job, and commits it; the wake-up of a job that never comes removes what was counted. */
async function commitNew(job: NewJob, payload: Payload, ports: Ports, now: number): Promise<Dispatched> {
  const subscribed = subscribedEvents(await ports.webhooks.recent(), job);
  const { before, row, after } = create(job, now, subscribed);
  await executeEffects(before, row, ports);
  await recordNewJob(row, payload, ports);
  const created = await ports.jobs.create(row);
  const standing: JobRow = created ? row : ((await ports.jobs.get(row.id)) ?? row);
  const result = answerOf(standing);
  if (!created) await recordStats(dispatchEntry(standing, result.status), ports);
  // The job was dispatched, ran and was deleted while this repeat of its dispatch was on its way.
  if (isPurged(standing)) await purge(row.id, ports);
  if (created) {
    ports.telemetry({ type: 'dispatched', row, result });
    await executeEffects(after, row, ports);
  }
  return { result, created };
}
