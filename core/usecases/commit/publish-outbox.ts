import type { OutboxEntry } from '../../jobs/outbox.ts';
import type { JobRow } from '../../jobs/row.ts';
import type { Ports } from '../../ports/ports.ts';
import { statusChangeEntry } from '../../stats/entry.ts';
import { recordStats } from '../../stats/record-stats.ts';
import { enqueueDeliveries } from '../../webhooks/enqueue-deliveries.ts';
import { webhookMessagesOf } from '../../webhooks/message.ts';

/** Publishes what commits changed to the statistics and the webhooks. Publishing it again changes nothing. */
export async function publishOutbox(
  outbox: readonly OutboxEntry[],
  row: JobRow,
  ports: Ports,
): Promise<void> {
  const changes = outbox.flatMap(({ version, at, from, to }) =>
    from === undefined ? [] : [statusChangeEntry(row, { version, at, from, ...(to && { to }) })],
  );
  await allSettled([
    ...changes.map((change) => recordStats(change, ports)),
    enqueueDeliveries(webhookMessagesOf(outbox, row), ports),
  ]);
}

/** Waits for all, then throws the first fault. */
export async function allSettled(work: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) if (result.status === 'rejected') throw result.reason;
}
