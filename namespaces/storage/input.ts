import { folderOf } from '../../core/config/folder.ts';
import type { NamespaceInput } from '../../core/ports/namespace.ts';
import { type Checked, check } from '../../core/validation/check.ts';
import { unknownName } from '../../core/validation/nearest-name.ts';
import { issuesOf, readInputObject, readTargetName, unknownOperation } from '../shared/target.ts';
import { roomBelow } from './file-name.ts';
import { INPUTS, inputsAtDispatch, isOperation, OPERATIONS } from './operations.ts';

/** Storage's half of a dispatch: a storage, and an operation or a named event of it. */
export const input: NamespaceInput = {
  fields: ['storage', 'operation', 'event', 'input'],

  read(body) {
    const storage = readTargetName(body, ['storage']);
    const asked = readAsked(body);
    const schema = asked.ok && asked.value.operation ? INPUTS[asked.value.operation] : undefined;
    const given = readInputObject(body['input'], schema);
    if (!storage.ok || !asked.ok || !given.ok) {
      return { ok: false, issues: issuesOf(storage, asked, given) };
    }
    return {
      ok: true,
      value: { target: { resource: storage.value.name, ...asked.value }, input: given.value },
    };
  },

  validateAgainst({ target, input: given }, resource) {
    if (resource.provider !== 's3') return undefined;
    const { operation } = target;
    if (!isOperation(operation)) return { notFound: unknownOperation(target, resource, OPERATIONS) };
    const schema = inputsAtDispatch(roomBelow(folderOf(resource.prefix)))[operation];
    const checked = check<unknown>(schema, given, ['input']);
    return checked.ok ? undefined : { issues: checked.issues };
  },
};

type Asked = { operation: (typeof OPERATIONS)[number]; event?: never } | { event: string; operation?: never };

function readAsked(body: Record<string, unknown>): Checked<Asked> {
  const asked = readTargetName(body, ['operation', 'event']);
  if (!asked.ok) return asked;
  const { field, name } = asked.value;
  if (field === 'event') return { ok: true, value: { event: name } };
  if (isOperation(name)) return { ok: true, value: { operation: name } };
  return {
    ok: false,
    issues: [{ path: 'operation', message: unknownName('operation', name, OPERATIONS) }],
  };
}
