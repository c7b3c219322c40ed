import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The lines that a function of its own process writes. */
async function linesOf(code: string): Promise<unknown[]> {
  const module = new URL('../../lambdas/logger.ts', import.meta.url).href;
  const program = `import { createLogger } from ${JSON.stringify(module)};\nconst logger = createLogger();\n${code}`;
  const run = promisify(execFile);
  const { stdout, stderr } = await run(
    process.execPath,
    ['--no-warnings', '--input-type=module', '-e', program],
    {
      env: { ...process.env, AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' },
    },
  );
  return [stdout, stderr]
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

test('a line has what happened and the request, and of the function nothing that its log group says', async () => {
  const told = await linesOf(`
    const context = { functionName: 'Executor', memoryLimitInMB: '512', invokedFunctionArn: 'arn:aws:lambda:us-east-1:1:function:E' };
    for (const awsRequestId of ['first', 'second']) {
      logger.addContext({ ...context, awsRequestId });
      logger.info('dispatched', { job_id: 'job_1', product: 'shop' });
    }`);
  const line = { level: 'INFO', message: 'dispatched', timestamp: expect.stringMatching(/^\d{4}-.*Z$/) };
  const job = { job_id: 'job_1', product: 'shop' };
  expect(told).toEqual([
    { ...line, request_id: 'first', cold_start: true, ...job },
    { ...line, request_id: 'second', ...job },
  ]);
});

test('an error is told with its name, message and stack', async () => {
  const [line] = await linesOf(`logger.error('failed', { error: new TypeError('no such thing') });`);
  expect(line).toMatchObject({
    message: 'failed',
    error: { name: 'TypeError', message: 'no such thing', stack: expect.stringContaining('no such thing') },
  });
});
