import '../shared/one-realm.ts';
import type { StateMachine } from '../../../contract/resources/workflows.ts';
import { Deferral } from '../../../core/errors/run-error.ts';
import type { Execution } from '../../../local/step-functions/executions.ts';
import {
  type StepFunctions,
  startStepFunctions,
} from '../../../local/step-functions/start-step-functions.ts';
import { run } from '../../../namespaces/workflows/run.ts';
import { runContext } from '../shared/run-context.ts';

const arn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
const pass = { StartAt: 'A', States: { A: { Type: 'Pass', Result: { done: true }, End: true } } };
const wait = (seconds: number) => ({
  StartAt: 'A',
  States: { A: { Type: 'Wait', Seconds: seconds, Next: 'B' }, B: { Type: 'Succeed' } },
});
const task = (name: string) => ({
  StartAt: 'A',
  States: {
    A: { Type: 'Task', Resource: `arn:aws:lambda:us-east-1:000000000000:function:${name}`, End: true },
  },
});
const fail = {
  StartAt: 'A',
  States: { A: { Type: 'Fail', Error: 'CardDeclined', Cause: 'no money' } },
};

describe('a state machine as a workflow', () => {
  let sfn: StepFunctions;
  const invoked: unknown[] = [];
  const changes: Execution[] = [];
  let broken = false;

  beforeAll(async () => {
    const standard = {
      'aliased:LIVE': pass,
      pass,
      fail,
      slow: wait(1),
      sleepy: wait(60),
      task: task('work'),
    };
    sfn = await startStepFunctions({
      port: 0,
      machines: [
        ...Object.entries(standard).map(([name, definition]) => ({
          arn: arn(name),
          type: 'standard' as const,
          definition,
        })),
        { arn: arn('quick'), type: 'express', definition: pass },
        { arn: arn('quick-fail'), type: 'express', definition: fail },
      ],
      invokeFunction: async (_arn, payload) => {
        invoked.push(payload);
        if (broken) throw Object.assign(new Error('out of stock'), { name: 'OutOfStock' });
        return { got: payload };
      },
      onStatusChange: (execution) => changes.push(execution),
    });
    process.env['AWS_ENDPOINT_URL_SFN'] = sfn.endpoint;
    process.env['AWS_ACCESS_KEY_ID'] = 'local';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
  });
  afterAll(async () => {
    delete process.env['AWS_ENDPOINT_URL_SFN'];
    await sfn.stop();
  });

  const contextOf = (identity: string, rest: object = {}) =>
    runContext({ overrides: { namespace: 'workflows', identity, ...rest } });
  const start = (
    name: string,
    rest: Partial<StateMachine> = {},
    context = contextOf(`job_x-${Math.floor(performance.now() * 1000)}`),
    input: Record<string, unknown> = { a: 1 },
  ) =>
    run(
      {
        resource: { provider: 'step-functions', stateMachineArn: arn(name), ...rest },
        target: { resource: name },
        input,
      },
      context,
    );
  const executionsOf = (name: string) =>
    changes.filter((e) => e.name.startsWith(name) && e.status === 'RUNNING').map((e) => e.name);

  test('is started under the name of the run, with the input as it is', async () => {
    expect(await start('task', {}, contextOf('job_a-1'), { order: 7 })).toEqual({
      execution_arn: `${arn('task').replace('stateMachine', 'execution')}:job_a-1`,
      name: 'job_a-1',
      status: 'STARTED',
    });
    expect(invoked).toContainEqual({ order: 7 });
  });

  test('by a version or alias is the same execution, under the ARN of the machine', async () => {
    const first = await start('aliased:LIVE', { wait: 'poll' }, contextOf('job_alias-1'));
    const execution_arn = `${arn('aliased').replace('stateMachine', 'execution')}:job_alias-1`;
    expect(first).toMatchObject({ execution_arn, status: 'SUCCEEDED' });
    expect(await start('aliased:LIVE', { wait: 'poll' }, contextOf('job_alias-1'))).toEqual(first);
    const told = changes.filter(({ name }) => name === 'job_alias-1');
    expect(told.map(({ stateMachineArn }) => stateMachineArn)).toEqual([arn('aliased'), arn('aliased')]);
  });

  test('starts nothing twice for a duplicate, whether the first still runs, has ended, or had another input', async () => {
    const context = () => contextOf('job_b-1');
    const first = await start('slow', {}, context());
    expect(await start('slow', {}, context())).toEqual(first);
    expect(await start('slow', {}, context(), { a: 2 })).toEqual(first);
    expect(await start('slow', { wait: 'poll' }, context())).toMatchObject({ status: 'SUCCEEDED' });
    expect(await start('slow', {}, context())).toEqual(first);
    expect(executionsOf('job_b-1')).toEqual(['job_b-1']);
  });

  test('is waited for by polling, and its output is the result', async () => {
    expect(await start('pass', { wait: 'poll' })).toMatchObject({
      status: 'SUCCEEDED',
      output: { done: true },
    });
  });

  test('that has not ended with the attempt continues, and the next attempt waits for the same one', async () => {
    const store = contextOf('job_c-1').progress;
    const signal = AbortSignal.timeout(300);
    const first = start('slow', { wait: 'poll' }, contextOf('job_c-1', { signal, progress: store }));
    await expect(first).rejects.toMatchObject({ code: 'TIMEOUT' });
    const second = contextOf('job_c-1', { attempt: 2, progress: store });
    expect(await start('slow', { wait: 'poll' }, second)).toMatchObject({
      name: 'job_c-1',
      status: 'SUCCEEDED',
    });
    expect(executionsOf('job_c-1')).toEqual(['job_c-1']);
  });

  test('that failed fails the attempt with its own error, and the next attempt starts another', async () => {
    const store = contextOf('job_d-1').progress;
    broken = true;
    const first = start('task', { wait: 'poll' }, contextOf('job_d-1', { progress: store }));
    await expect(first).rejects.toMatchObject({
      code: 'OUT_OF_STOCK',
      message: 'the execution failed with OutOfStock: out of stock',
    });
    broken = false;
    const second = contextOf('job_d-1', { attempt: 2, progress: store });
    expect(await start('task', { wait: 'poll' }, second)).toMatchObject({
      name: 'job_d-1-2',
      status: 'SUCCEEDED',
    });
    expect(executionsOf('job_d-1')).toEqual(['job_d-1', 'job_d-1-2']);
  });

  test('is left alone until it tells of its end, and looked at again later and later', async () => {
    const context = contextOf('job_e-1');
    const before = Date.now();
    const first = await start('slow', { wait: 'event' }, context).catch((error: unknown) => error);
    expect(first).toBeInstanceOf(Deferral);
    expect((first as Deferral).until - before).toBeGreaterThanOrEqual(300_000);
    const again = await start('slow', { wait: 'event' }, context).catch((error: unknown) => error);
    expect((again as Deferral).until - before).toBeGreaterThanOrEqual(600_000);
    expect(await start('slow', { wait: 'poll' }, context)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await start('slow', { wait: 'event' }, context)).toMatchObject({ status: 'SUCCEEDED' });
    expect(executionsOf('job_e-1')).toEqual(['job_e-1']);
  });

  test('that is express is run to its end at once', async () => {
    expect(await start('quick', { type: 'express' })).toMatchObject({
      status: 'SUCCEEDED',
      output: { done: true },
    });
    await expect(start('quick-fail', { type: 'express' })).rejects.toMatchObject({ code: 'CARD_DECLINED' });
  });

  test('that is not there is NOT_FOUND', async () => {
    await expect(start('gone')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('that fails by itself names its error', async () => {
    await expect(start('fail', { wait: 'poll' })).rejects.toMatchObject({
      code: 'CARD_DECLINED',
      message: 'the execution failed with CardDeclined: no money',
    });
  });
});
