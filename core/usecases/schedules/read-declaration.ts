import type { Issue } from '../../../contract/errors.ts';
import { Limits } from '../../../contract/limits.ts';
import { NAMESPACES, type Namespace } from '../../../contract/namespaces.ts';
import { defined } from '../../../contract/plain-data.ts';
import { scopesNamed } from '../../config/find-resource.ts';
import { noSuch, RequestError, validationError } from '../../errors/request-error.ts';
import { SCHEDULE_NAME } from '../../input/cursor.ts';
import { namespaceIssues } from '../../input/envelope.ts';
import { jsonBody } from '../../input/json-body.ts';
import { canonicalJson, FORBIDDEN_NAMES } from '../../input/plain-json.ts';
import type { Declared } from '../../jobs/row.ts';
import type { Scope } from '../../jobs/scope.ts';
import type { AppliedSet } from '../../ports/name-store.ts';
import { isRecurring, type RecurringSchedule } from '../../schedule/parsed-schedule.ts';
import { type AcceptedDispatch, acceptDispatch } from '../dispatch/accept-dispatch.ts';
import type { DispatchSetup } from '../dispatch/first-answer.ts';

/** What is declared under a name, read as far as it takes to tell whether it is new. */
export interface ReadDeclaration {
  scope: Scope;
  namespace: Namespace;
  /** The body without its namespace. */
  dispatch: Record<string, unknown>;
  declared: Declared;
}

/**
 * Reads who declares what; the dispatch in it is checked by {@link acceptDeclaration}.
 * @throws RequestError `VALIDATION_ERROR`, or `NOT_FOUND` for a product or env that is not there for the caller
 */
export function readDeclaration(
  name: string,
  body: unknown,
  declarer: 'call' | Partial<Pick<AppliedSet, 'generation'>>,
  setup: DispatchSetup,
  now: number,
): ReadDeclaration {
  const { namespace: wanted, ...dispatch } = jsonBody(body);
  const namespace = NAMESPACES.find((each) => each === wanted);
  const issues = [...nameIssues(name), ...namespaceIssues(wanted)];
  if ('idempotency_key' in dispatch)
    issues.push({
      path: 'idempotency_key',
      message: 'a named schedule has none: declaring it twice is declaring it once',
    });
  if (!namespace || issues.length > 0)
    throw validationError([...issues, ...issuesOf(namespace, dispatch, setup, now)]);

  const { product, env } = dispatch;
  if (typeof product !== 'string' || typeof env !== 'string')
    throw validationError(issuesOf(namespace, dispatch, setup, now));
  const [scope] = scopesNamed(setup.config, { product, env });
  if (!scope) throw noSuch('product', product);
  const by = declarer === 'call' ? 'call' : 'config';
  const digest = setup.digest(canonicalJson({ namespace, dispatch, by }));
  const schedule_digest = setup.digest(canonicalJson(dispatch['schedule'] ?? null));
  const generation = declarer === 'call' ? undefined : declarer.generation;
  const declared = { name, by, digest, schedule_digest, ...defined({ generation }) } as const;
  return { scope, namespace, dispatch, declared };
}

/** What is declared, checked. */
export type AcceptedDeclaration = Omit<AcceptedDispatch, 'job'> & {
  job: AcceptedDispatch['job'] & { schedule: RecurringSchedule };
};

/** Checks all of what is declared. @throws RequestError naming every mistake */
export function acceptDeclaration(
  { namespace, dispatch }: Pick<ReadDeclaration, 'namespace' | 'dispatch'>,
  setup: DispatchSetup,
  now: number,
): AcceptedDeclaration {
  const { job, ...accepted } = acceptDispatch(namespace, dispatch, setup, now);
  const { schedule } = job;
  if (isRecurring(schedule)) return { ...accepted, job: { ...job, schedule } };
  const message =
    'a named schedule needs cron or every; what is to run once is dispatched, with an idempotency_key';
  throw validationError([{ path: 'schedule', message }]);
}

/** @throws RequestError for a name that no schedule can have */
export function checkName(name: string): void {
  const issues = nameIssues(name);
  if (issues.length > 0) throw validationError(issues);
}

/** What is wrong with the name of a schedule. */
export function nameIssues(name: string): Issue[] {
  if (FORBIDDEN_NAMES.has(name)) return [{ path: 'name', message: `the name "${name}" is not allowed` }];
  if (SCHEDULE_NAME.test(name) && name.length <= Limits.scheduleNameLength) return [];
  const message = `a letter or digit, then letters, digits, ".", "_" and "-", at most ${Limits.scheduleNameLength} in all`;
  return [{ path: 'name', message: `expected ${message}` }];
}

/** What is wrong beside that, so that a caller learns of all at once. */
function issuesOf(
  namespace: Namespace | undefined,
  dispatch: unknown,
  setup: DispatchSetup,
  now: number,
): Issue[] {
  if (!namespace) return [];
  try {
    acceptDispatch(namespace, dispatch, setup, now);
    return [];
  } catch (error) {
    if (error instanceof RequestError) return error.issues ?? [];
    throw error;
  }
}
