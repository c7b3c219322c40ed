import { z } from 'zod';
import type { Resource } from '../../contract/config.ts';
import { Limits } from '../../contract/limits.ts';
import type { AcceptedInput, Misfit, NamespaceInput } from '../../core/ports/namespace-input.ts';
import { type Checked, check } from '../../core/validation/check.ts';
import { unknownName } from '../../core/validation/nearest-name.ts';
import { dynamoDbMisfit } from './dynamodb-fit.ts';
import { noSuchEvent, type Request, requestOfEvent } from './preset.ts';
import { isOperation, OPERATIONS, protoIssues, readStatement } from './statement.ts';

const tag = z.string().min(1).max(Limits.tagLength);
const body = z.object({
  database: tag,
  operation: tag.optional(),
  event: tag.optional(),
  action: tag.optional(),
  input: z.record(z.string(), z.unknown()),
});

/** What a dispatch to a database says (contract: §1, §5); everything wrong with it is named at once. */
export const input: NamespaceInput = {
  fields: ['database', 'operation', 'event', 'action', 'input'],
  read,
  fit,
};

function read(raw: Record<string, unknown>): Checked<AcceptedInput> {
  const fields = check(body, raw);
  const issues = fields.ok ? [] : fields.issues;
  const named = (['operation', 'event', 'action'] as const).filter((field) => raw[field] !== undefined);
  const [first] = named;
  if (named.length > 1) {
    issues.push({
      path: named[1] ?? '',
      message: `stands for the same as ${first}; give one of ${named.join(', ')}`,
    });
  } else if (!first)
    issues.push({ path: 'operation', message: `required: one of ${OPERATIONS.join(', ')}; or event` });

  const { operation, input: given } = raw;
  if (isObject(given)) {
    if (typeof operation !== 'string') issues.push(...protoIssues(given));
    else if (isOperation(operation)) {
      const statement = readStatement(operation, given, 'dispatch');
      if (!statement.ok) issues.push(...statement.issues);
    }
  }
  if (typeof operation === 'string' && operation !== '' && !isOperation(operation)) {
    issues.push({ path: 'operation', message: unknownName('operation', operation, OPERATIONS) });
  }
  if (!fields.ok || issues.length > 0) return { ok: false, issues };
  const event = fields.value.event ?? fields.value.action;
  const target = {
    resource: fields.value.database,
    ...(operation ? { operation: String(operation) } : { event: event ?? '' }),
  };
  return { ok: true, value: { target, input: fields.value.input } };
}

function fit(accepted: AcceptedInput, resource: Resource): Misfit | undefined {
  if (resource.provider !== 'postgres' && resource.provider !== 'dynamodb') return undefined;
  const { operation, event = '' } = accepted.target;
  const request: Request | undefined =
    operation !== undefined && isOperation(operation)
      ? { operation, input: accepted.input }
      : requestOfEvent(event, accepted, resource);
  if (!request) return { notFound: noSuchEvent(event, resource) };
  const statement = readStatement(request.operation, request.input, 'dispatch');
  if (!statement.ok) return { issues: statement.issues };
  return resource.provider === 'dynamodb' ? dynamoDbMisfit(statement.value, resource, 'dispatch') : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
