import { asRecord } from '../../contract/plain-data.ts';
import type { Statement } from './synth.ts';

/** One call as IAM sees it. */
export interface Request {
  action: string;
  resource: string;
  /** Values of condition keys, such as `s3:prefix`. */
  context?: Record<string, string>;
}

/**
 * Whether these statements, being all that a principal has, allow the request (IAM user guide, "Policy evaluation
 * logic"): by some Allow and against no Deny.
 */
export function allows(statements: readonly Statement[], request: Request): boolean {
  const applying = statements.filter((statement) => applies(statement, request));
  return applying.length > 0 && applying.every(({ effect }) => effect === 'Allow');
}

function applies(statement: Statement, { action, resource, context = {} }: Request): boolean {
  const { actions, resources, notResources, condition } = statement;
  if (!actions.some((pattern) => like(pattern.toLowerCase(), action.toLowerCase()))) return false;
  const meant = notResources
    ? !notResources.some((pattern) => like(pattern, resource))
    : resources.some((pattern) => like(pattern, resource));
  return (
    meant && Object.entries(asRecord(condition)).every(([operator, keys]) => holds(operator, keys, context))
  );
}

function holds(operator: string, keys: unknown, context: Record<string, string>): boolean {
  const matches = { StringEquals: (a: string, b: string) => a === b, StringLike: like }[operator];
  if (!matches) throw new Error(`the condition operator ${operator} is not known here`);
  return Object.entries(asRecord(keys)).every(([key, values]) => {
    const value = context[key];
    // An operator without IfExists is false where the request has no such key.
    return value !== undefined && [values].flat().some((wanted) => matches(String(wanted), value));
  });
}

/** `*` stands for any characters, `?` for one; in an ARN both also stand for `:` and `/` of its last part. */
function like(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}
