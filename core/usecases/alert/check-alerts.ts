import { ALERT_VARIABLES, type Alert } from '../../../contract/alert.ts';
import type { Issue } from '../../../contract/errors.ts';
import { Limits } from '../../../contract/limits.ts';
import { NAMESPACES } from '../../../contract/namespaces.ts';
import type { AlertValues } from '../../alerts/alert-text.ts';
import { envIn } from '../../config/find-resource.ts';
import { RequestError } from '../../errors/request-error.ts';
import type { Scope } from '../../jobs/scope.ts';
import { unknownName } from '../../validation/nearest-name.ts';
import { acceptDispatch } from '../dispatch/accept-dispatch.ts';
import type { DispatchSetup } from '../dispatch/first-answer.ts';
import { dispatchOf } from './tell-alert.ts';

const SAMPLE = Object.fromEntries(ALERT_VARIABLES.map((name) => [name, name])) as AlertValues;

/** What is wrong with the alerts of a product and env, by the paths below them: the same that their dispatches would be refused for. */
export function declaredAlertIssues(
  alerts: Record<string, Alert>,
  scope: Scope,
  setup: DispatchSetup,
): Issue[] {
  return Object.entries(alerts).flatMap(([name, alert]) => {
    const issues = [...issuesOf(alert, scope, setup), ...unknownTargets(alert, scope, setup)];
    return issues.map(({ path, message }) => ({ path: `${name}.${placeIn(path)}`, message }));
  });
}

function issuesOf(alert: Alert, scope: Scope, setup: DispatchSetup): Issue[] {
  try {
    acceptDispatch('notifications', { ...scope, ...dispatchOf(alert, SAMPLE) }, setup, Limits.earliestMs);
    return [];
  } catch (error) {
    if (error instanceof RequestError)
      return error.issues ?? [{ path: 'notification', message: error.message }];
    throw error;
  }
}

/** Targets whose resource the product and env do not have: no job calls them. */
function unknownTargets({ targets = [], namespaces }: Alert, scope: Scope, { config }: DispatchSetup) {
  const env = envIn(config, scope);
  const known = [
    ...new Set((namespaces ?? NAMESPACES).flatMap((namespace) => Object.keys(env?.[namespace] ?? {}))),
  ];
  return targets.flatMap((target, i): Issue[] => {
    const [tag = ''] = target.split(':');
    return known.includes(tag)
      ? []
      : [{ path: `targets.${i}`, message: unknownName('resource', tag, known) }];
  });
}

/** Where in an alert stands what a dispatch has in its input. */
const placeIn = (path: string) =>
  path.replace(/^input\b/, 'to').replace(/^to\.(\w+)\.(?:recipients|device_tokens)/, 'to.$1');
