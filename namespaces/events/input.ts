import { z } from 'zod';
import type { NamespaceInput } from '../../core/ports/namespace.ts';
import { issuesOf, readInputObject, readTargetName } from '../shared/target.ts';
import { isMessage } from './message.ts';
import { topicOf } from './publish.ts';

const inputSchema = z.strictObject({
  message: z.unknown().refine(isMessage, 'required, and not an empty string'),
});

/** The events half of a dispatch: a topic of a broker and the message for it. */
export const input: NamespaceInput = {
  fields: ['broker', 'event', 'input'],

  read(body) {
    const named = splitBroker(body);
    const broker = readTargetName(named, ['broker']);
    const event = readTargetName(named, ['event']);
    const given = readInputObject(body['input'], inputSchema);
    if (!broker.ok || !event.ok || !given.ok) return { ok: false, issues: issuesOf(broker, event, given) };
    const target = { resource: broker.value.name, event: event.value.name };
    return { ok: true, value: { target, input: given.value } };
  },

  validateAgainst({ target }, resource) {
    if (!('topics' in resource)) return undefined;
    const found = topicOf(target, resource);
    return 'notFound' in found ? found : undefined;
  },
};

/** `broker: 'tag:topic'` says the same as `broker: 'tag', event: 'topic'`. */
function splitBroker(body: Record<string, unknown>): Record<string, unknown> {
  const { broker, event } = body;
  if (typeof broker !== 'string' || event !== undefined || !broker.includes(':')) return { broker, event };
  const colon = broker.indexOf(':');
  return { broker: broker.slice(0, colon), event: broker.slice(colon + 1) };
}
