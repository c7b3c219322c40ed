import type { NamespaceInput } from '../../core/ports/namespace.ts';
import { issuesOf, readInputObject, readTargetName } from '../shared/target.ts';

/** Workflows at dispatch: `workflow` (aliases `tag`, `feature`), and any object as `input` (docs/contract.md, 2). */
export const input: NamespaceInput = {
  fields: ['workflow', 'tag', 'feature', 'input'],

  read(body) {
    const workflow = readTargetName(body, ['workflow', 'tag', 'feature']);
    const values = readInputObject(body['input']);
    if (!workflow.ok || !values.ok) return { ok: false, issues: issuesOf(workflow, values) };
    return { ok: true, value: { target: { resource: workflow.value.name }, input: values.value } };
  },

  validateAgainst: () => undefined,
};
