import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Namespace } from '../contract/namespaces.ts';
import { messageBody } from '../core/messages/message.ts';
import { bundleFunction } from '../lib/bundle.ts';
import { COLD_JOBS, coldConfig } from './cold-jobs.ts';
import { startColdTable } from './cold-table.ts';
import { percentile } from './measure.ts';

/** Processes started for each figure; the median counts. */
const RUNS = 5;

/**
 * Handles one event in a process of its own and prints how long after the process's start it was done, ms. So little time is left that
 * no call is repeated, as all but the table is out of reach.
 */
const SCRIPT = `
  const { handler } = await import(process.argv[1]);
  const names = { awsRequestId: 'cold', functionName: 'cold', invokedFunctionArn: 'cold', memoryLimitInMB: '512' };
  const context = { ...names, getRemainingTimeInMillis: () => 5000 };
  await handler(JSON.parse(process.argv[2]), context);
  process.stdout.write('\\n' + performance.now());
  process.exit();
`;

const table = await startColdTable();
try {
  const bundles = {
    dispatch: bundleFunction('dispatch', coldConfig),
    executor: bundleFunction('executor', coldConfig),
  };
  const figures: Record<string, { ms: number }> = {};
  const measure = async (what: string, bundle: string, event: () => Promise<object> | object) => {
    const times: number[] = [];
    for (let i = 0; i < RUNS; i += 1) times.push(handleOnce(bundle, await event()));
    figures[what] = { ms: Math.round(percentile(times, 50)) };
  };
  await measure('dispatch', bundles.dispatch, () => ({ method: 'GET', path: '/v1/health' }));
  await measure('executor, no provider', bundles.executor, () => ({ Records: [] }));
  for (const [name, { namespace, body }] of Object.entries(COLD_JOBS)) {
    await measure(`executor, ${name}`, bundles.executor, () => dueEvent(namespace, body));
  }
  console.table(figures);
  for (const [name, directory] of Object.entries(bundles))
    console.log(`${name} bundle: ${sizeOf(directory)}`);
} finally {
  await table.stop();
}

function handleOnce(bundle: string, event: object): number {
  const args = ['--input-type=module', '-e', SCRIPT, join(bundle, 'index.mjs'), JSON.stringify(event)];
  const env = { PATH: process.env['PATH'] ?? '', ...table.environment };
  const out = execFileSync(process.execPath, args, {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return Number(out.trim().split('\n').at(-1));
}

async function dueEvent(namespace: Namespace, body: object): Promise<object> {
  const wake = await table.dueJob(namespace, { product: 'bench', env: 'dev', ...body });
  const attributes = { ApproximateReceiveCount: '1' };
  return { Records: [{ messageId: 'm', receiptHandle: 'r', body: messageBody(wake), attributes }] };
}

function sizeOf(directory: string): string {
  const files = readdirSync(directory).filter((file) => file.endsWith('.mjs'));
  const sizes = files.map((file) => statSync(join(directory, file)).size);
  const entry = statSync(join(directory, 'index.mjs')).size;
  const kb = (bytes: number) => `${Math.round(bytes / 1024)} KB`;
  return `${kb(sizes.reduce((sum, size) => sum + size, 0))} in ${files.length} files, of which index.mjs ${kb(entry)}`;
}
