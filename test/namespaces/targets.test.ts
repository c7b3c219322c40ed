import type { Namespace } from '../../contract/namespaces.ts';
import { targetText } from '../../core/jobs/payload.ts';
import { inputs } from '../../namespaces/input-registry.ts';

const email = { email: { recipients: ['a@example.com'] } };
const rows = { table: 'orders' };

describe('what a job calls', () => {
  test.each<[Namespace, Record<string, unknown>, string]>([
    ['actions', { app: 'payments', event: 'charge', input: {} }, 'payments:charge'],
    ['actions', { app: 'payments', action: 'charge', input: {} }, 'payments:charge'],
    ['workflows', { workflow: 'nightly', input: {} }, 'nightly'],
    ['workflows', { tag: 'nightly', input: {} }, 'nightly'],
    ['notifications', { notification: 'welcome', event: 'signup', input: email }, 'welcome:signup'],
    ['notifications', { notification: 'welcome:signup', input: email }, 'welcome:signup'],
    ['storage', { storage: 'files', operation: 'stats', input: {} }, 'files:stats'],
    ['storage', { storage: 'files', event: 'cleanup_temp', input: {} }, 'files:cleanup_temp'],
    ['events', { broker: 'bus', event: 'order.made', input: { message: 1 } }, 'bus:order.made'],
    ['events', { broker: 'bus:order.made', input: { message: 1 } }, 'bus:order.made'],
    ['database', { database: 'books', operation: 'query', input: rows }, 'books:query'],
    ['database', { database: 'books', action: 'close-month', input: {} }, 'books:close-month'],
    ['graphs', { graph: 'people', operation: 'findNodes', input: {} }, 'people:findNodes'],
    ['graphs', { graph: 'people', event: 'prune', input: {} }, 'people:prune'],
  ])('in %s by %j reads %s', (namespace, fields, text) => {
    const read = inputs[namespace].read(fields);
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    expect(targetText(read.value.target)).toBe(text);
  });

  test('has at most 257 characters, as each name has at most 128', () => {
    const read = inputs.actions.read({ app: 'a'.repeat(128), event: 'e'.repeat(128), input: {} });
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    expect(targetText(read.value.target)).toHaveLength(257);
    expect(inputs.actions.read({ app: 'a', event: 'e'.repeat(129), input: {} }).ok).toBe(false);
  });
});
