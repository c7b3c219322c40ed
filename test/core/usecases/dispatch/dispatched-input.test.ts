import { asRecord } from '../../../../contract/plain-data.ts';
import type { NamespaceInput } from '../../../../core/ports/namespace.ts';
import { dispatchJob } from '../../../../core/usecases/dispatch/dispatch-job.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

/** Takes any input as it comes. */
const whole: NamespaceInput = {
  fields: ['app', 'event', 'input'],
  read: ({ input }) => ({
    ok: true,
    value: { target: { resource: 'app', event: 'e' }, input: asRecord(input) },
  }),
  validateAgainst: () => undefined,
};
const setup = { ...SETUP, inputs: { ...SETUP.inputs, actions: whole } };

function began() {
  const world = new World(1, Date.UTC(2026, 0, 1), NO_FAULTS);
  const ports = world.outside();
  const dispatch = (input: unknown) =>
    dispatchJob(
      'actions',
      { product: 'shop', env: 'dev', app: 'app', event: 'e', input, idempotency_key: 'k' },
      setup,
      ports,
    );
  return { world, dispatch };
}

describe('the input of a dispatch', () => {
  test('is refused for numbers that cannot be held exactly, and nothing is made', async () => {
    const { world, dispatch } = began();
    await expect(dispatch({ body: { amount: 1e20, id: 2 ** 53 } })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      issues: [
        { path: 'input.body.amount', message: expect.stringContaining('send it as text') },
        { path: 'input.body.id', message: expect.stringContaining('send it as text') },
      ],
    });
    expect(world.jobs.rows.size + world.jobs.payloads.size).toBe(0);
  });

  test('is refused where it would outgrow its item though its body was small, with both sizes', async () => {
    const { world, dispatch } = began();
    const body = `[${Array.from({ length: 50_000 }, () => '1e15').join(',')}]`;
    expect(body.length).toBeLessThan(256 * 1024);
    await expect(dispatch({ list: JSON.parse(body) })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: 'The input may take at most 327680 bytes where it is stored; it takes 850010.',
    });
    expect(world.jobs.rows.size + world.jobs.payloads.size).toBe(0);
    await expect(dispatch({ list: [1] })).resolves.toMatchObject({ created: true });
  });
});
