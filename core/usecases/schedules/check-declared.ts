import type { Issue } from '../../../contract/errors.ts';
import { Limits } from '../../../contract/limits.ts';
import type { DeclaredSchedules } from '../../../contract/named-schedule.ts';
import { RequestError } from '../../errors/request-error.ts';
import type { Scope } from '../../jobs/scope.ts';
import type { DispatchSetup } from '../dispatch/first-answer.ts';
import { acceptDeclaration, nameIssues, readDeclaration } from './read-declaration.ts';

/** The moment at which sets are checked, Unix ms: none is refused for what has passed since it was declared. */
const AT = Limits.earliestMs;

/** What is wrong with declared schedules, by the paths below them: the same that a dispatch would be refused for. */
export function declaredIssues(schedules: DeclaredSchedules, scope: Scope, setup: DispatchSetup): Issue[] {
  return Object.entries(schedules).flatMap(([name, declared]) => {
    const bad = nameIssues(name).map(({ message }) => ({ path: name, message }));
    const placed = Object.keys(scope).filter((field) => field in declared);
    const twice = placed.map((path) => ({ path, message: 'follows from where the schedule stands' }));
    const issues = [...twice, ...issuesIn({ ...declared, ...scope }, setup)];
    return [
      ...bad,
      ...issues.map(({ path, message }) => ({ path: path ? `${name}.${path}` : name, message })),
    ];
  });
}

function issuesIn(body: object, setup: DispatchSetup): Issue[] {
  try {
    acceptDeclaration(readDeclaration('checked', body, 'call', setup, AT), setup, AT);
    return [];
  } catch (error) {
    if (error instanceof RequestError) return error.issues ?? [{ path: '', message: error.message }];
    throw error;
  }
}
