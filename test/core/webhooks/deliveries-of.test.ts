import type { Did } from '../../../core/jobs/did.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import type { WebhookRow } from '../../../core/ports/webhooks.ts';
import { deliveriesOf } from '../../../core/webhooks/deliveries-of.ts';
import { jobRow, runningRun } from '../../rows.ts';
import { hookId, NOW, webhookRow } from './webhook-rows.ts';

const row = jobRow(NOW);

/** What webhooks are told of a commit. */
function toldOf(did: Did, fields: Partial<JobRow> = {}, webhooks: Partial<WebhookRow>[] = [{}]) {
  const after = { ...row, version: 5, updated_at: NOW + 1000, ...fields, did };
  return deliveriesOf({ sequence: '1', at: NOW, before: row, after }, webhooks.map(webhookRow));
}
const completed: Did = { events: [{ event: 'job.completed' }] };

describe('webhooks are told of a commit', () => {
  test('each that is enabled, wants the event and covers the job, and no other', () => {
    const deliveries = toldOf(completed, {}, [
      { id: hookId('any') },
      { id: hookId('shop'), product: 'shop' },
      { id: hookId('shopdev'), product: 'shop', env: 'dev' },
      { id: hookId('dev'), env: 'dev' },
      { id: hookId('shopprd'), product: 'shop', env: 'prd' },
      { id: hookId('blog'), product: 'blog' },
      { id: hookId('deaf'), events: ['job.started'] },
      { id: hookId('off'), enabled: false },
    ]);
    expect(deliveries.map(({ webhook_id }) => webhook_id)).toEqual(
      ['any', 'shop', 'shopdev', 'dev'].map(hookId),
    );
  });

  test('those only that were set before it, by clocks that may differ by ten seconds', () => {
    const setAt = (created_at: number) => toldOf(completed, {}, [{ created_at }]).length;
    expect([NOW, NOW + 11_000, NOW + 11_001].map(setAt)).toEqual([1, 1, 0]);
  });

  test('in its order, with ids by its version and place, and the job as it was then', () => {
    const did: Did = {
      events: [{ event: 'job.failed' }, { event: 'job.started' }, { event: 'job.completed' }],
    };
    const last_error = { code: 'TIMEOUT', message: 'too slow' };
    const { id, namespace, product, env, scheduled_at } = row;
    const job = { id, status: 'running', namespace, product, env, scheduled_at, execution_count: 2 };
    expect(toldOf(did, { execution_count: 2, runs: [runningRun(NOW)], last_error })).toEqual([
      {
        webhook_id: hookId('a'),
        message_id: `${id}.v5.0`,
        payload: { event: 'job.failed', timestamp: NOW + 1000, job: { ...job, error: 'TIMEOUT: too slow' } },
      },
      {
        webhook_id: hookId('a'),
        message_id: `${id}.v5.2`,
        payload: { event: 'job.completed', timestamp: NOW + 1000, job },
      },
    ]);
  });

  test('of the error of an earlier run where the row has another one since, cut as a message has its bounds', () => {
    const error = { code: 'X', message: 'x'.repeat(300_000) };
    const [told] = toldOf({ events: [{ event: 'job.failed', error }] });
    expect(told?.payload.job.error).toBe(`X: ${'x'.repeat(1997)}…`);
  });

  test('not when the row is only written again, is gone, or did nothing', () => {
    expect(toldOf(completed, { version: row.version })).toEqual([]);
    expect(toldOf({ ended: [] })).toEqual([]);
    expect(deliveriesOf({ sequence: '1', at: NOW, before: row }, [webhookRow()])).toEqual([]);
  });
});
