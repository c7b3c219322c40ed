import type { WakeUp } from '../../../../core/messages/wake-up.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { type Delivery, wakeJob } from '../../../../core/usecases/execute/wake-job.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';

test('a wake-up has the holds read before it waits for its row, so that no run is late for them', async () => {
  const now = Date.UTC(2026, 0, 1);
  const world = new World(1, now, NO_FAULTS);
  const asked: string[] = [];
  const outside = world.outside();
  const get = async () => {
    asked.push('the row');
    return null;
  };
  const current = async () => {
    asked.push('the holds');
    throw new Error('refused');
  };
  const ports: Ports = {
    ...outside,
    jobs: Object.assign(Object.create(outside.jobs), { get }),
    holds: { ...outside.holds, current },
  };
  const wake: WakeUp = { kind: 'completion', job_id: 'job_1', occurrence: now, armed_at: now - 1000 };
  const delivery: Delivery = {
    redelivered: false,
    lane: 'main',
    isSlow: async () => false,
    counted: (_row, work) => work(),
    extendVisibility: async () => undefined,
    lasting: ports,
  };
  await wakeJob(wake, delivery, ports, () => Promise.reject(new Error('nothing is to run')));
  expect(asked).toEqual(['the holds', 'the row']);
});
