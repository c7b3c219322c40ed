import type { Config } from '../../../contract/config.ts';
import { ErrorCode, type Issue } from '../../../contract/errors.ts';
import { Limits } from '../../../contract/limits.ts';
import type { Namespace } from '../../../contract/namespaces.ts';
import { defined } from '../../../contract/plain-data.ts';
import type { Schedule } from '../../../contract/schedule.ts';
import { applyPreset, namedOperation, presetIssues } from '../../config/apply-preset.ts';
import { envIn, findResource } from '../../config/find-resource.ts';
import { RequestError, validationError } from '../../errors/request-error.ts';
import { type CheckedEnvelope, readEnvelope } from '../../input/envelope.ts';
import { jsonBody } from '../../input/json-body.ts';
import { operatorIssues, secretsAsked } from '../../input/operators/check.ts';
import { unsafeNumbers } from '../../input/plain-json.ts';
import type { NewJob } from '../../jobs/create.ts';
import { type AcceptedInput, type Payload, targetText } from '../../jobs/payload.ts';
import type { ParsedSchedule } from '../../schedule/parsed-schedule.ts';
import { readSchedule } from '../../schedule/read-schedule.ts';
import { jsonBytes } from '../../text/bounds.ts';
import { unknownNames } from '../../validation/nearest-name.ts';
import type { DispatchSetup } from './first-answer.ts';

/** A dispatch that is all right: what its job is made of, and what its runs need beside the row. */
export interface AcceptedDispatch {
  envelope: CheckedEnvelope;
  job: Omit<NewJob, 'id'>;
  payload: Payload;
}

/**
 * Checks all of a dispatch against its namespace, the config and the bounds; creates nothing.
 * @throws RequestError naming every mistake
 */
export function acceptDispatch(
  namespace: Namespace,
  body: unknown,
  setup: DispatchSetup,
  now: number,
): AcceptedDispatch {
  const dispatch = read(namespace, body, setup, now);
  checkFit(namespace, dispatch, setup);
  const payload = payloadOf(dispatch);
  checkSize(payload);
  return { envelope: dispatch.envelope, job: newJob(namespace, dispatch, setup.maxTimeout), payload };
}

interface ReadDispatch {
  envelope: CheckedEnvelope;
  accepted: AcceptedInput;
  schedule: ParsedSchedule;
}

function read(namespace: Namespace, body: unknown, setup: DispatchSetup, now: number): ReadDispatch {
  const fields = jsonBody(body);
  const input = setup.inputs[namespace];
  const envelope = readEnvelope(fields, input.fields, setup.maxTimeout);
  const accepted = input.read(fields);
  const schedule = readSchedule(fields['schedule'] as Schedule | undefined, now);
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
function secretIssues(input: unknown, envelope: CheckedEnvelope, config: Config): Issue[] {
  const known = envIn(config, envelope);
  if (!known) return [];
  const allowed = known.inputSecrets ?? [];
  const unlisted = secretsAsked(input, 'input').filter(({ name }) => !allowed.includes(name));
  const byName = new Map(unlisted.map((asked) => [asked.name, asked]));
  return unknownNames(['secret for inputs', 'secrets for inputs'], [...byName.values()], allowed, 'input');
}

function newJob(
  namespace: Namespace,
  { envelope, accepted, schedule }: ReadDispatch,
  maxTimeout: number,
): Omit<NewJob, 'id'> {
  const {
    product,
    env,
    retries = 0,
    retryConfig = {},
    timeout = Math.min(Limits.defaultTimeoutMs, maxTimeout),
  } = envelope;
  const set = Object.fromEntries(Object.entries(retryConfig).filter(([, value]) => value !== undefined));
  const { idempotency_key, fairness_key, expectedDuration: expected_duration } = envelope;
  const called = {
    product,
    env,
    namespace,
    target: targetText(accepted.target),
    ...defined({ fairness_key, expected_duration }),
  };
  return { ...called, schedule, retry: { ...set, retries }, timeout, keyed: idempotency_key !== undefined };
}

function payloadOf({ envelope, accepted, schedule }: ReadDispatch): Payload {
  return {
    ...accepted,
    ...(envelope.session && { session: envelope.session }),
    ...defined({ cache: envelope.cache }),
    ...(schedule.kind === 'once' && { useful_until: schedule.at }),
  };
}
