import type { Database, Resource, ResourceAt } from '../../contract/config.ts';
import type { AcceptedInput } from '../../core/jobs/payload.ts';
import type { Mismatch, NamespaceInput } from '../../core/ports/namespace.ts';
import type { Checked } from '../../core/validation/check.ts';
import { unknownName } from '../../core/validation/nearest-name.ts';
import type { Phase } from '../shared/identifier.ts';
import { issuesOf, readInputObject, readTargetName, unknownOperation } from '../shared/target.ts';
import { dynamoDbMismatch } from './dynamodb/fit.ts';
import { isOperation, OPERATIONS, type Operation, readStatement, type Statement } from './statement.ts';

/** A database's half of a dispatch: a database, and an operation or a named event of it (docs/contract.md, 2 and 9). */
export const input: NamespaceInput = {
  fields: ['database', 'operation', 'event', 'action', 'input'],
  read,
  validateAgainst,
};

/** Tells what a database lacks for a statement, if anything. */
type Fit<D extends Database> = (statement: Statement, database: D, phase: Phase) => Mismatch | undefined;

const anything = () => undefined;

/** What each provider asks of a statement beyond what all do. */
const FITS: { [P in Database['provider']]: Fit<ResourceAt<'database', P>> } = {
  postgres: anything,
  mysql: anything,
  'data-api': anything,
  dynamodb: dynamoDbMismatch,
  mongodb: anything,
};

type Asked = { operation: Operation; event?: never } | { event: string; operation?: never };

function read(body: Record<string, unknown>): Checked<AcceptedInput> {
  const database = readTargetName(body, ['database']);
  const asked = readAsked(body);
  const given = readInputObject(body['input']);
  const statement =
    asked.ok && asked.value.operation && given.ok
      ? readStatement(asked.value.operation, given.value, 'dispatch')
      : given;
  if (!database.ok || !asked.ok || !given.ok || !statement.ok) {
    return { ok: false, issues: issuesOf(database, asked, statement) };
  }
  return {
    ok: true,
    value: { target: { resource: database.value.name, ...asked.value }, input: given.value },
  };
}

function readAsked(body: Record<string, unknown>): Checked<Asked> {
  const asked = readTargetName(body, ['operation', 'event', 'action']);
  if (!asked.ok) return asked;
  const { field, name } = asked.value;
  if (field !== 'operation') return { ok: true, value: { event: name } };
  if (isOperation(name)) return { ok: true, value: { operation: name } };
  return { ok: false, issues: [{ path: field, message: unknownName('operation', name, OPERATIONS) }] };
}

function validateAgainst(accepted: AcceptedInput, resource: Resource): Mismatch | undefined {
  if (!isDatabase(resource)) return undefined;
  const { operation = '' } = accepted.target;
  if (!isOperation(operation)) return { notFound: unknownOperation(accepted.target, resource, OPERATIONS) };
  const statement = readStatement(operation, accepted.input, 'dispatch');
  if (!statement.ok) return { issues: statement.issues };
  // The table gives the function of this very provider, which the compiler cannot follow.
  return (FITS[resource.provider] as Fit<Database>)(statement.value, resource, 'dispatch');
}

function isDatabase(resource: Resource): resource is Database {
  return Object.hasOwn(FITS, resource.provider);
}
