import { everything } from '../../../core/jobs/scope.ts';
import { deleteWebhook } from '../../../core/webhooks/manage-webhooks.ts';
import { CALLER } from '../../rows.ts';
import { NO_FAULTS } from '../../simulation/faults.ts';
import { World } from '../../simulation/world.ts';
import { NOW, webhookRow } from './webhook-rows.ts';

test('a webhook that is about to go is disabled first, so that nothing is sent to it meanwhile', async () => {
  const world = new World(1, NOW, NO_FAULTS);
  const { webhooks } = world;
  const row = webhookRow();
  webhooks.rows.set(row.id, row);
  const remove = webhooks.remove.bind(webhooks);
  let wasEnabled: boolean | undefined;
  webhooks.remove = async (id) => {
    wasEnabled = (await webhooks.get(id))?.enabled;
    return await remove(id);
  };
  await deleteWebhook(row.id, everything, CALLER, { ...world.outside(), webhooks });
  expect(wasEnabled).toBe(false);
  expect(webhooks.rows.size).toBe(0);
});
