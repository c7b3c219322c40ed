import type { JobRow } from '../../../../core/jobs/row.ts';
import { readMessage } from '../../../../core/messages/message.ts';
import type { WakeUp } from '../../../../core/messages/wake-up.ts';
import type { TelemetryEvent } from '../../../../core/ports/telemetry.ts';
import { recordDeadLetter } from '../../../../core/usecases/execute/record-dead-letter.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';
import { claimed, ID, LEASE, NOW, newRow, Wake } from '../../jobs/rows.ts';
import { once } from '../../schedule/tables.ts';

/** What comes of a dead-lettered wake-up of a job. */
async function deadLettered(row: JobRow | undefined, wake: WakeUp, now = NOW) {
  const world = new World(1, now, NO_FAULTS);
  if (row) world.jobs.rows.set(ID, row);
  const payload = { target: { resource: 'app' }, input: {} };
  await world.jobs.putPayload({ id: ID }, payload);
  const told: TelemetryEvent[] = [];
  const sent: unknown[] = [];
  await recordDeadLetter(wake, {
    ...world.outside(),
    telemetry: (event) => void told.push(event),
    queue: { send: async (body) => void sent.push(readMessage(body)), backlog: async () => 0 },
  });
  const left = world.jobs.rows.get(ID);
  const events = left?.did?.events?.map(({ event }) => event);
  const payloads = world.jobs.payloads.size;
  return { left, events, payloads, kinds: told.map(({ type }) => type), told, sent };
}

describe('a dead-lettered wake-up', () => {
  test('fails its run, of which webhooks are told before anything else comes to the job', async () => {
    const { left, events, kinds, told } = await deadLettered(newRow(once(NOW)), Wake.timer(NOW));
    expect(left).toMatchObject({ status: 'failed', failed: 1, last_error: { code: 'DEAD_LETTERED' } });
    expect(events).toEqual(['job.failed']);
    expect(kinds).toEqual(['dead-letter', 'ended']);
    expect(told[0]).toEqual({ type: 'dead-letter', job_id: ID, kind: 'timer' });
  });

  test('of a run that its worker has is followed by a look when its lease is over', async () => {
    const running = claimed(newRow(once(NOW)));
    const { left, sent } = await deadLettered(running, Wake.timer(NOW));
    expect(left).toEqual(running);
    expect(sent).toEqual([Wake.recover(NOW + LEASE)]);
  });

  test('of a run whose worker was lost ends it as dead-lettered, of which webhooks are told', async () => {
    const running = claimed(newRow(once(NOW)));
    const { left, events, kinds } = await deadLettered(running, Wake.timer(NOW), NOW + LEASE);
    expect(left).toMatchObject({ status: 'failed', runs: [], last_error: { code: 'DEAD_LETTERED' } });
    expect(events).toEqual(['job.failed']);
    expect(kinds).toEqual(['dead-letter', 'ended']);
  });

  test('of a job that never came removes what its dispatch left', async () => {
    const { left, payloads, kinds } = await deadLettered(undefined, Wake.timer(NOW));
    expect([left, payloads, kinds]).toEqual([undefined, 0, ['dead-letter']]);
  });
});
