import { jest } from '@jest/globals';
import type { JobRun } from '../../../contract/job-function.ts';
import { Env } from '../../../lambdas/environment.ts';
import { ownHandler } from '../../../lambdas/own-function/own-handler.ts';
import type { LambdaRunEvent } from '../../../namespaces/shared/lambda/run-event.ts';

const context = { getRemainingTimeInMillis: () => 60_000 };

const event = (changes: Partial<LambdaRunEvent> = {}): LambdaRunEvent => ({
  job_id: 'job_1',
  run: 'job_1-5',
  occurrence: 5,
  number: 3,
  attempt: 2,
  deadline: Date.now() + 30_000,
  namespace: 'workflows',
  product: 'shop',
  env: 'dev',
  target: { resource: 'report' },
  input: { to: 'ann' },
  ...changes,
});

/** What the handler of `job` answers. */
const answer = (job: Parameters<typeof ownHandler>[0], changes?: Partial<LambdaRunEvent>) =>
  ownHandler(job)(event(changes), context);

/** What it throws. */
const thrown = async (job: Parameters<typeof ownHandler>[0]): Promise<Error> =>
  await answer(job).then(
    () => Promise.reject(new Error('it did not throw')),
    (error: Error) => error,
  );

afterEach(() => jest.restoreAllMocks());

test('an own function gets its input and the run, and what it returns is the answer', async () => {
  let seen: JobRun | undefined;
  const session = { tag: 'user', token: 't' };
  const given = event({ session });
  const result = await ownHandler(async (input: { to: string }, run) => {
    seen = run;
    return { sent: input.to };
  })(given, context);
  expect(result).toEqual({ sent: 'ann' });
  expect(seen).toMatchObject({
    job_id: 'job_1',
    idempotency_key: 'job_1-5',
    occurrence: 5,
    number: 3,
    attempt: 2,
    namespace: 'workflows',
    product: 'shop',
    env: 'dev',
    target: { resource: 'report' },
    session,
    deadline: given.deadline,
  });
  expect(seen?.signal.aborted).toBe(false);
});

test('its deadline is that of Lambda where that is sooner', async () => {
  const soon = { getRemainingTimeInMillis: () => 1000 };
  const left = await ownHandler(async (_input, run) => run.deadline - Date.now())(event(), soon);
  expect(left).toBeLessThanOrEqual(1000);
});

test('its signal is aborted at the deadline', async () => {
  const job = async (_input: never, { signal }: JobRun) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    signal.addEventListener('abort', () => resolve('aborted'));
    return await promise;
  };
  expect(await answer(job, { deadline: Date.now() + 20 })).toBe('aborted');
});

test.each([
  ['nothing', undefined, null],
  ['a function', () => 1, null],
  ['an integer that a double does not hold', { id: 2n ** 60n }, { id: '1152921504606846976' }],
  ['a date', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
])('%s as a result is answered as JSON has it', async (_what, result, answered) => {
  expect(await answer(() => result)).toEqual(answered);
});

test.each([
  [
    'that contains itself',
    () => {
      const loop: Record<string, unknown> = {};
      loop['loop'] = loop;
      return loop;
    },
    'the result is not JSON',
  ],
  ['that is larger than 1 MB', () => 'x'.repeat(1_000_001), 'the result is larger than 1 MB'],
  [
    'whose toJSON throws',
    () => ({
      toJSON: () => {
        throw new Error('no');
      },
    }),
    'the result is not JSON',
  ],
])('a result %s is told as work that was done', async (_what, result, message) => {
  const error = await thrown(result);
  expect(error.name).toBe('DuctapeResultNotKept');
  expect(error.message).toBe(message);
});

test('what it throws keeps its name, message and stack, and is named after its code if it has one', async () => {
  class CardDeclined extends Error {
    override readonly name = 'CardDeclined';
  }
  const declined = new CardDeclined('no funds');
  expect(
    await thrown(() => {
      throw declined;
    }),
  ).toBe(declined);
  class OutOfStock extends Error {}
  const unnamed = await thrown(() => {
    throw new OutOfStock('none left');
  });
  expect(unnamed).toMatchObject({
    name: 'OutOfStock',
    message: 'none left',
    stack: expect.stringContaining('own-handler.test'),
  });
  const coded = Object.assign(new Error('not there'), { code: 'ENOENT' });
  const error = await thrown(() => {
    throw coded;
  });
  expect(error).toMatchObject({ name: 'ENOENT', message: 'not there', stack: coded.stack });
});

test.each([
  ['a text', 'no', 'no'],
  ['an object', { why: 'no' }, "{ why: 'no' }"],
  ['nothing', undefined, 'undefined'],
])('%s that is thrown is an error with that message', async (_what, value, message) => {
  const error = await thrown(() => {
    throw value;
  });
  expect(error.message).toBe(message);
});

test('its log writes lines of JSON with the run, whatever the details are', async () => {
  const lines: Record<string, unknown>[] = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  await answer((_input: never, { log }) => {
    const loop: Record<string, unknown> = {};
    loop['loop'] = loop;
    log.debug('one');
    log.info('two', { to: 'ann', message: 'not this', big: 1n });
    log.warn('three', loop);
    log.error('four', { error: new RangeError('far') });
  });
  const run = { job_id: 'job_1', number: 3, attempt: 2 };
  expect(lines).toEqual([
    { level: 'DEBUG', message: 'one', ...run },
    { level: 'INFO', message: 'two', ...run, to: 'ann', big: '1' },
    { level: 'WARN', message: 'three', ...run, details: 'they are not JSON' },
    {
      level: 'ERROR',
      message: 'four',
      ...run,
      error: { name: 'RangeError', message: 'far', stack: expect.stringContaining('own-handler.test') },
    },
  ]);
});

describe('a secret', () => {
  const secret = (name: string) => answer((_input: never, run) => run.secret(name));
  beforeAll(() => {
    process.env[Env.secretSource] = 'environment';
    process.env[Env.ownSecrets] = '["API_KEY","DB#password"]';
    process.env['API_KEY'] = 'k';
    process.env['DB'] = '{"password":"p"}';
    process.env['OTHER_KEY'] = 'other';
  });
  afterAll(() => {
    for (const name of [Env.secretSource, Env.ownSecrets, 'API_KEY', 'DB', 'OTHER_KEY'])
      delete process.env[name];
  });

  test('that the config lists is read, and a field of it', async () => {
    expect(await secret('API_KEY')).toBe('k');
    expect(await secret('DB#password')).toBe('p');
  });

  test.each(['OTHER_KEY', 'PATH', '', '../x', 'API_KEY '])(
    'that the config does not list (%p) is refused',
    async (name) => {
      await expect(secret(name)).rejects.toThrow(
        `the config does not list the secret ${JSON.stringify(name)} among the function's secrets`,
      );
    },
  );
});

test.each([[[]], [5], [{}]])('an error whose stack is %j is told all the same', async (stack) => {
  const error = await thrown(async () => {
    throw Object.assign(new Error('no'), { code: 'VALIDATION_ERROR', stack });
  });
  expect(error).toMatchObject({ name: 'VALIDATION_ERROR', message: 'no', stack: '' });
  const same = await thrown(async () => {
    throw Object.assign(new Error('no'), { name: 'Declined', stack });
  });
  expect(same).toMatchObject({ name: 'Declined', message: 'no', stack: '' });
});
