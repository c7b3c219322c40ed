import { tombstoneOf } from '../../../../core/jobs/tombstone.ts';
import { cleanUpOrphan } from '../../../../core/usecases/execute/record-dead-letter.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';
import { minutely, NOW, Wake } from '../../jobs/rows.ts';

const row = minutely();
const payload = {
  target: { resource: 'app', event: 'e' },
  input: {},
};
/** What a dispatch writes before it commits its row. */
async function left() {
  const world = new World(1, NOW, NO_FAULTS);
  const ports = world.outside();
  await ports.jobs.putPayload(row, payload);
  const schedule = Wake.tick();
  if (schedule.kind === 'tick')
    await world.scheduler.create({
      name: schedule.schedule,
      expression: 'rate(1 minute)',
      body: '',
      once: false,
    });
  return { world, ports };
}

describe('what a dispatch left behind', () => {
  test('goes with its schedule when its row never came', async () => {
    const { world, ports } = await left();
    await cleanUpOrphan(Wake.tick(), ports);
    expect(world.scheduler.schedules.size).toBe(0);
    expect(world.jobs.payloads.size).toBe(0);
  });

  test('stays when its row has come after all', async () => {
    const { world, ports } = await left();
    await world.jobs.create(row);
    await cleanUpOrphan(Wake.timer(NOW), ports);
    expect(world.scheduler.schedules.size).toBe(1);
    expect(world.jobs.payloads.size).toBe(1);
  });

  test('goes where a tombstone stands', async () => {
    const { world, ports } = await left();
    await world.jobs.create(tombstoneOf(row, NOW));
    await cleanUpOrphan(Wake.timer(NOW), ports);
    expect(world.jobs.payloads.size).toBe(0);
  });
});
