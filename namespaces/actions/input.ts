import type { NamespaceInput } from '../../core/ports/namespace.ts';
import { issuesOf, readInputObject, readTargetName } from '../shared/target.ts';
import { eventOf, readRequest } from './http/request.ts';

/** Actions at dispatch: `app`, `event` (alias `action`), `input` structured or flat (docs/contract.md, 2). */
export const input: NamespaceInput = {
  fields: ['app', 'event', 'action', 'input'],

  read(body) {
    const app = readTargetName(body, ['app']);
    const event = readTargetName(body, ['event', 'action']);
    const values = readInputObject(body.input);
    if (!app.ok || !event.ok || !values.ok) return { ok: false, issues: issuesOf(app, event, values) };
    const target = { resource: app.value.name, event: event.value.name };
    return { ok: true, value: { target, input: values.value } };
  },

  validateAgainst({ target, input: values }, resource) {
    if (resource.provider !== 'http') return undefined;
    const event = eventOf(resource, target);
    if (!event.ok) return { notFound: event.message };
    const request = readRequest(values, resource, event.value);
    return request.ok ? undefined : { issues: request.issues };
  },
};
