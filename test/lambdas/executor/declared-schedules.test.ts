import type { Config } from '../../../contract/config.ts';
import { NoCapacity } from '../../../core/errors/run-error.ts';
import type { Scope } from '../../../core/jobs/scope.ts';
import type { Ports } from '../../../core/ports/ports.ts';
import { setsByProduct, setsIn } from '../../../core/usecases/schedules/declared-set.ts';
import { listSchedules } from '../../../core/usecases/schedules/manage-schedules.ts';
import { digest } from '../../../lambdas/digest.ts';
import {
  applyEvent,
  type SchedulesEvent,
  schedulesSetup,
} from '../../../lambdas/executor/declared-schedules.ts';
import { scheduled } from '../../lib/scheduled.ts';
import { NO_FAULTS } from '../../simulation/faults.ts';
import { World } from '../../simulation/world.ts';

const DONE = { PhysicalResourceId: 'declared-schedules' };
const DAILY = scheduled();
const OVER = scheduled({ every: 3_600_000, endDate: '2020-01-01' });
const both = { ...DAILY, schedules: { ...DAILY.schedules, over: OVER.schedules?.['daily'] } } as typeof DAILY;

/** Deploys of configs, each the envs of a product, that follow one another in one table. */
function began() {
  const ports = new World(1, Date.UTC(2026, 0, 1), NO_FAULTS).outside();
  const propertiesOf = (envs: Record<string, typeof DAILY>) => ({
    ServiceToken: 'arn',
    Sets: setsByProduct(setsIn({ products: { shop: { envs } } }, digest)),
  });
  const deploy = (
    RequestType: SchedulesEvent['RequestType'],
    envs: Record<string, typeof DAILY>,
    before: Record<string, typeof DAILY> = {},
    own: Ports = ports,
  ) => {
    const config: Config = { products: { shop: { envs: RequestType === 'Delete' ? {} : envs } } };
    const old = RequestType === 'Update' && { OldResourceProperties: propertiesOf(before) };
    const event = { RequestType, ResourceProperties: propertiesOf(envs), ...old };
    return applyEvent(event, schedulesSetup(config, 60_000), own);
  };
  const standing = async (env: string) => {
    const scope: Scope = { product: 'shop', env };
    const { schedules } = await listSchedules(scope, { limit: 50 }, ports);
    return schedules.map(({ name, job }) => `${name} ${job.status}`);
  };
  return { ports, deploy, standing };
}

test('a resource that is created applies the schedules of each product and env, and one that is deleted ends them', async () => {
  const { deploy, standing } = began();
  const envs = { prd: DAILY, dev: both };
  expect(await deploy('Create', { prd: DAILY })).toEqual(DONE);
  expect(await standing('prd')).toEqual(['daily scheduled']);
  await expect(deploy('Update', envs, { prd: DAILY })).rejects.toThrow(
    /^These schedules were refused:\n {2}products\.shop\.envs\.dev\.schedules\.over: schedule\.endDate: is/,
  );
  expect(await standing('dev')).toEqual(['daily scheduled']);
  expect(await deploy('Delete', envs)).toEqual(DONE);
  expect([await standing('prd'), await standing('dev')]).toEqual([['daily cancelled'], ['daily cancelled']]);
});

test('an env that the config no longer has, or has without schedules, has its own ended', async () => {
  const { deploy, standing } = began();
  await deploy('Create', { prd: DAILY, dev: DAILY, stg: DAILY });
  const { schedules: _none, ...bare } = DAILY;
  await deploy('Update', { prd: DAILY, stg: bare }, { prd: DAILY, dev: DAILY, stg: DAILY });
  expect(await standing('prd')).toEqual(['daily scheduled']);
  expect([await standing('dev'), await standing('stg')]).toEqual([['daily cancelled'], ['daily cancelled']]);
});

test('a resource that could not be created leaves nothing, as CloudFormation does not ask for its end', async () => {
  const { deploy, standing } = began();
  await expect(deploy('Create', { prd: both })).rejects.toThrow('over');
  expect(await standing('prd')).toEqual(['daily cancelled']);
});

test('a deploy does not fail for lack of capacity: the sweep completes it', async () => {
  const { deploy, standing, ports } = began();
  const create = () => Promise.reject(new NoCapacity('refused'));
  const jobs = Object.assign(Object.create(ports.jobs), { create });
  expect(await deploy('Create', { prd: DAILY }, {}, { ...ports, jobs })).toEqual(DONE);
  expect(await standing('prd')).toEqual([]);
  expect(await ports.names.findApplied({ product: 'shop', env: 'prd' })).toMatchObject({ open: true });
});
