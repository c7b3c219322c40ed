import { GRAPH_OPERATIONS } from '../../contract/dispatch.ts';
import type { NamespaceInput } from '../../core/ports/namespace.ts';
import type { Checked } from '../../core/validation/check.ts';
import { unknownName } from '../../core/validation/nearest-name.ts';
import {
  issuesOf,
  readInputObject,
  readTargetName,
  type TargetName,
  unknownOperation,
} from '../shared/target.ts';
import { isOperation, readStatement } from './operations.ts';

/**
 * Graphs at dispatch: `graph`, and an `operation` with its own input (docs/contract.md, 10) or an `event` (alias
 * `action`) with any.
 */
export const input: NamespaceInput = {
  fields: ['graph', 'operation', 'event', 'action', 'input'],

  read(body) {
    const graph = readTargetName(body, ['graph']);
    const wanted = known(readTargetName(body, ['operation', 'event', 'action']));
    const given = readInputObject(body['input']);
    const operation = wanted.ok && wanted.value.field === 'operation' ? wanted.value.name : '';
    const values =
      isOperation(operation) && given.ok ? readStatement(operation, given.value, 'dispatch') : given;
    if (!graph.ok || !wanted.ok || !given.ok || !values.ok) {
      return { ok: false, issues: issuesOf(graph, wanted, values) };
    }
    const { name } = wanted.value;
    const target = { resource: graph.value.name, ...(operation ? { operation: name } : { event: name }) };
    return { ok: true, value: { target, input: given.value } };
  },

  validateAgainst({ target, input: given }, resource) {
    const { operation = '' } = target;
    if (!isOperation(operation)) return { notFound: unknownOperation(target, resource, GRAPH_OPERATIONS) };
    const statement = readStatement(operation, given, 'dispatch');
    return statement.ok ? undefined : { issues: statement.issues };
  },
};

function known(wanted: Checked<TargetName>): Checked<TargetName> {
  if (!wanted.ok || wanted.value.field !== 'operation' || isOperation(wanted.value.name)) return wanted;
  const message = unknownName('operation', wanted.value.name, GRAPH_OPERATIONS);
  return { ok: false, issues: [{ path: 'operation', message }] };
}
