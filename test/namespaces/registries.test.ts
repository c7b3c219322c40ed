import type { Resource } from '../../contract/config.ts';
import { NAMESPACES, RESOURCE_FIELD } from '../../contract/namespaces.ts';
import { inputs } from '../../namespaces/input-registry.ts';
import { runFor } from '../../namespaces/run-registry.ts';
import { run as lambda } from '../../namespaces/shared/lambda/run.ts';
import { runContext } from './shared/run-context.ts';
import { failure } from './shared/run-failure.ts';

const fn: Resource = { provider: 'lambda', functionArn: 'arn:aws:lambda:eu-west-1:1:function:f' };
const app: Resource = { provider: 'http', baseUrl: 'http://127.0.0.1:1', events: {} };

describe.each(NAMESPACES)('%s', (namespace) => {
  test('reads its resource by the field of the contract', () => {
    const { fields, read } = inputs[namespace];
    expect(fields).toEqual(expect.arrayContaining([RESOURCE_FIELD[namespace], 'input']));
    const checked = read({});
    const paths = checked.ok ? [] : checked.issues.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining([RESOURCE_FIELD[namespace], 'input']));
  });

  test('has a function as handler where a resource is one', async () => {
    expect(await runFor(namespace, fn)).toBe(lambda);
  });

  test('refuses a target of another namespace when it runs', async () => {
    const other: Resource = namespace === 'actions' ? { provider: 'sqs', topics: {} } : app;
    const running = runFor(namespace, other).then((run) =>
      run({ resource: other, target: { resource: 'r', event: 'e' }, input: { message: 1 } }, runContext()),
    );
    expect((await failure(running)).code).toBe('VALIDATION_ERROR');
  });
});
