import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../until.ts';
import { ask, cleanUp, functionOf, isAlive, onCleanUp, writeBundle } from './bundle.ts';

afterEach(cleanUp);

describe('An invocation', () => {
  test('gives the handler its event and a context, and the caller its answer', async () => {
    const fn = await functionOf(`export const handler = async (event, context) => ({
      event, ...context, remaining: context.getRemainingTimeInMillis() });`);
    const { value } = await ask(fn, { hello: 'wörld' });
    expect(value).toMatchObject({
      event: { hello: 'wörld' },
      functionName: 'probe',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:probe',
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/probe',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const { remaining } = value as { remaining: number };
    expect(remaining).toBeGreaterThan(9_000);
    expect(remaining).toBeLessThanOrEqual(10_000);
  });

  test('loads CommonJS bundles and handlers in subdirectories', async () => {
    const directory = await writeBundle(
      `exports.main = async () => require('node:path').sep;`,
      'job.worker.cjs',
    );
    const fn = await functionOf('', { directory, handler: 'job.worker.main' });
    const { value, failed } = await ask(fn);
    expect(failed).toBe(true);
    expect(value).toMatchObject({ errorType: 'Runtime.ImportModuleError' });
    const directory2 = await writeBundle(
      `exports.main = async () => require('node:path').sep;`,
      'worker.cjs',
    );
    expect(await ask(await functionOf('', { directory: directory2, handler: 'worker.main' }))).toEqual({
      value: '/',
      failed: false,
    });
  });

  test('gives null for an answer of undefined, and {} for a missing payload', async () => {
    const fn = await functionOf(`export const handler = async (event) => event.nothing;`);
    expect((await fn.invoke('')).payload.toString()).toBe('null');
  });

  test('leaves its compiled code in the compile cache for the next environment, though it ends by SIGKILL', async () => {
    const NODE_COMPILE_CACHE = await mkdtemp(join(tmpdir(), 'compiled-'));
    onCleanUp(() => rm(NODE_COMPILE_CACHE, { recursive: true, force: true }));
    const fn = await functionOf('export const handler = async () => 1;', {
      environment: { NODE_COMPILE_CACHE },
    });
    await ask(fn);
    const written = async () => {
      const entries = await readdir(NODE_COMPILE_CACHE, { recursive: true, withFileTypes: true });
      return entries.some((entry) => entry.isFile());
    };
    await until('compiled code in the cache', written);
  });

  test('sees only the variables it was given and those of Lambda', async () => {
    process.env['SECRET_OF_THE_HOST'] = 'hidden';
    const fn = await functionOf(`export const handler = async () => process.env;`, {
      environment: { TABLE: 'jobs', AWS_LAMBDA_FUNCTION_NAME: 'forged' },
      memoryMb: 256,
    });
    const { value } = await ask(fn);
    delete process.env['SECRET_OF_THE_HOST'];
    expect(value).toMatchObject({
      TABLE: 'jobs',
      AWS_LAMBDA_FUNCTION_NAME: 'probe',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
    });
    expect(value).not.toHaveProperty('SECRET_OF_THE_HOST');
    expect(value).not.toHaveProperty('HOME');
  });

  test('passes on each line the function prints, with the id of its request', async () => {
    const fn = await functionOf(`console.log('init');
      export const handler = async (event, { awsRequestId }) => { console.error(event + ' ' + awsRequestId); return awsRequestId; };`);
    const first = await ask(fn, 'one');
    // A line that is read when the next invocation has begun is taken for one of that.
    await until('both lines', () => fn.lines.length === 2);
    const second = await ask(fn, 'two');
    await until('the third line', () => fn.lines.length === 3);
    expect(fn.lines.map(({ line }) => line)).toContain('init');
    expect(fn.lines.filter(({ line }) => line !== 'init')).toEqual([
      { line: `one ${first.value}`, requestId: first.value },
      { line: `two ${second.value}`, requestId: second.value },
    ]);
  });

  test('refuses a payload over 6 MB, and an event over 1 MB', async () => {
    const fn = await functionOf(`export const handler = async () => 1;`);
    const big = Buffer.alloc(6_291_457, ' ');
    await expect(fn.invoke(big)).rejects.toMatchObject({ code: 'RequestEntityTooLargeException' });
    await expect(fn.invoke(big.subarray(0, 1_048_577), { type: 'Event' })).rejects.toMatchObject({
      statusCode: 413,
    });
    expect(fn.environments()).toEqual([]);
  });
});

describe('A failing function', () => {
  test('is described by type, message and trace when its handler throws, and stays warm', async () => {
    const fn = await functionOf(
      `export const handler = async (x) => { if (x === 1) throw new RangeError('too far'); return process.pid; };`,
    );
    const warm = await ask(fn, 0);
    expect(await ask(fn, 1)).toEqual({
      failed: true,
      value: { errorType: 'RangeError', errorMessage: 'too far', trace: expect.anything() },
    });
    expect(await ask(fn, 0)).toEqual(warm);
  });

  test('gets its init error told to every caller, and is tried again by the next', async () => {
    const fn = await functionOf(`throw new Error('no config');`);
    for (let i = 0; i < 2; i++) {
      expect(await ask(fn)).toMatchObject({ failed: true, value: { errorMessage: 'no config' } });
    }
    expect(fn.environments()).toEqual([]);
  });

  test.each([
    ['index.missing', 'Runtime.HandlerNotFound'],
    ['other.handler', 'Runtime.ImportModuleError'],
    ['handler', 'Runtime.MalformedHandlerName'],
    ['index.callback', 'Runtime.CallbackHandlerDeprecated'],
  ])('is refused with handler %s as %s', async (handler, errorType) => {
    const code = `export const handler = async () => 1; export const callback = (event, context, done) => done();`;
    const fn = await functionOf(code, { handler });
    expect(await ask(fn)).toMatchObject({ failed: true, value: { errorType } });
  });

  test('is stopped at its timeout, even in a busy loop, and starts anew', async () => {
    const fn = await functionOf(
      `export const handler = async (x) => { while (x === 1); return process.pid; };`,
      {
        timeoutMs: 500,
      },
    );
    const { value: pid } = await ask(fn, 0);
    expect(await ask(fn, 1)).toEqual({
      failed: true,
      value: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 0\.50 seconds$/),
      },
    });
    expect(isAlive(pid as number)).toBe(false);
    expect((await ask(fn, 0)).value).not.toBe(pid);
  });

  test('is contained when it exhausts its memory', async () => {
    const fn = await functionOf(
      `export const handler = async (x) => { const hoard = []; while (x === 1) hoard.push(new Array(1e5).fill(hoard.length)); return 'fine'; };`,
      { memoryMb: 64 },
    );
    expect(await ask(fn, 1)).toMatchObject({
      failed: true,
      value: { errorMessage: expect.stringContaining('Runtime exited with error: signal: aborted') },
    });
    expect((await ask(fn, 0)).value).toBe('fine');
  });

  test.each([
    [`process.exit(0)`, 'Runtime exited without providing a reason'],
    [`process.exit(3)`, 'Runtime exited with error: exit status 3'],
    [`process.kill(process.pid, 'SIGKILL')`, 'Runtime exited with error: signal: killed'],
    [`setImmediate(() => { throw new Error('stray') }); await new Promise(() => {})`, 'exit status 1'],
    [`Promise.reject(new Error('unheard')); await new Promise(() => {})`, 'exit status 1'],
  ])('is contained when it does %s', async (statement, reason) => {
    const fn = await functionOf(
      `export const handler = async (x) => { if (x === 1) { ${statement}; } return 'fine'; };`,
    );
    expect(await ask(fn, 1)).toMatchObject({
      failed: true,
      value: { errorMessage: expect.stringContaining(reason) },
    });
    expect((await ask(fn, 0)).value).toBe('fine');
  });

  test('fails its running invocation when its process is killed from outside', async () => {
    const fn = await functionOf(
      `export const handler = () => new Promise((done) => setTimeout(done, 60_000));`,
    );
    const asked = ask(fn);
    await until('an environment to be busy', () => fn.environments().some(({ busy }) => busy));
    const [environment] = fn.environments();
    if (environment) process.kill(environment.pid, 'SIGKILL');
    expect(await asked).toMatchObject({ failed: true, value: { errorType: 'Runtime.ExitError' } });
    await until('the environments to be gone', () => fn.environments().length === 0);
  });

  test('is told that its answer is over 6 MB', async () => {
    const fn = await functionOf(`export const handler = async () => 'x'.repeat(6_291_556);`);
    expect(await ask(fn)).toMatchObject({
      failed: true,
      value: { errorType: 'Function.ResponseSizeTooLarge' },
    });
  });
});

describe('Environments', () => {
  const slow = `import { readdirSync, writeFileSync } from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    export const handler = async (event) => {
      if (!event.meeting) return await sleep(event, process.pid);
      writeFileSync(event.meeting + '/' + process.pid, '');
      while (readdirSync(event.meeting).length < event.of) await sleep(10);
      return process.pid;
    };`;

  test('are reused, and added only while all are busy', async () => {
    const fn = await functionOf(slow, { maxConcurrency: 3 });
    const first = await ask(fn, 0);
    expect(await ask(fn, 0)).toEqual(first);
    const meeting = await writeBundle('', 'first');
    const pids = await Promise.all(Array.from({ length: 3 }, () => ask(fn, { meeting, of: 4 })));
    expect(new Set(pids.map(({ value }) => value)).size).toBe(3);
    expect(fn.environments().map(({ busy }) => busy)).toEqual([false, false, false]);
    const last = await ask(fn, 0);
    expect(await ask(fn, 0)).toEqual(last);
  });

  test('that are freed before a new one has started are taken in its place', async () => {
    const held = await writeBundle('', 'held');
    const heldFile = join(held, 'held');
    const fn = await functionOf(
      `import { existsSync } from 'node:fs';
      import { setTimeout as sleep } from 'node:timers/promises';
      const gone = async (file) => { while (existsSync(file)) await sleep(10); };
      if (existsSync(${JSON.stringify(join(held, 'all'))})) await gone(${JSON.stringify(heldFile)});
      export const handler = async (event) => { if (event.wait) await gone(event.wait); return process.pid; };`,
    );
    const { value: pid } = await ask(fn);
    const working = join(await writeBundle('', 'working'), 'working');
    const first = ask(fn, { wait: working });
    await writeFile(join(held, 'all'), '');
    const second = ask(fn);
    await until('a second process', () => fn.environments().length === 2);
    await rm(working);
    expect(await second).toMatchObject({ value: pid });
    expect(await first).toMatchObject({ value: pid });
    await rm(heldFile);
    await until('both to be idle', () => fn.environments().every(({ busy }) => !busy));
  });

  test('are never more than the maximum: beyond it the caller is throttled, or waits if it wants to', async () => {
    const fn = await functionOf(slow, { maxConcurrency: 1 });
    const asked = ask(fn, 300);
    expect(fn.free()).toBe(0);
    await expect(fn.invoke('0')).rejects.toMatchObject({ code: 'TooManyRequestsException', statusCode: 429 });
    const waited = await fn.invoke('0', { waitMs: 5_000 });
    expect(JSON.parse(waited.payload.toString())).toBe((await asked).value);
  });

  test('are taken down when they were idle for long enough', async () => {
    const fn = await functionOf(slow, { idleMs: 50 });
    const { value: pid } = await ask(fn, 0);
    await until('the process to be gone', () => !isAlive(pid as number));
    expect(fn.environments()).toEqual([]);
  });

  test('are gone after stop, together with what they started', async () => {
    const fn = await functionOf(`import { spawn } from 'node:child_process';
      export const handler = async () => [process.pid, spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)']).pid];`);
    const { value } = await ask(fn);
    await fn.stop();
    await until('the processes to be gone', () => !(value as number[]).some(isAlive));
    await expect(fn.invoke('1')).rejects.toMatchObject({ code: 'ServiceException' });
  });
});

describe('An Event', () => {
  const failTwice = `let calls = 0; export const handler = async () => { calls += 1; console.log('call ' + calls); if (calls < 3) throw new Error('not yet'); };`;

  test('is accepted at once and retried twice', async () => {
    const fn = await functionOf(failTwice, { retryDelaysMs: [20, 40] });
    expect(await fn.invoke('{}', { type: 'Event' })).toMatchObject({ statusCode: 202 });
    await until('the third call', () => fn.lines.some(({ line }) => line === 'call 3'));
    const ids = fn.lines.filter(({ line }) => line.startsWith('call')).map(({ requestId }) => requestId);
    expect(new Set(ids).size).toBe(1);
  });

  test('is dropped with a line in the log after its last retry', async () => {
    const fn = await functionOf(failTwice, { retryDelaysMs: [20] });
    await fn.invoke('{}', { type: 'Event' });
    await until('the event to be dropped', () =>
      fn.lines.some(({ line }) => line.includes('dropped: Error: the function failed 2 times')),
    );
  });

  test('waits while the function is throttled', async () => {
    const fn = await functionOf(`export const handler = async (x) => { console.log('got ' + x); };`, {
      maxConcurrency: 1,
    });
    await Promise.all([1, 2, 3].map((x) => fn.invoke(String(x), { type: 'Event' })));
    await until(
      'three invocations',
      () => fn.lines.filter(({ line }) => line.startsWith('got')).length === 3,
    );
  });
});
