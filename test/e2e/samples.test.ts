import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import config from '../../ductape.config.ts';
import { addSamples, SAMPLE_SECRETS } from '../../examples/samples.ts';
import { reaching, startTargets } from '../../examples/targets.ts';
import { startCloud } from '../../local/cloud.ts';
import { Stack } from '../../local/stack.ts';
import { parseConfig } from '../../namespaces/config-registry.ts';
import { Ductape } from '../../sdk/index.ts';

const stack = new Stack();
let directory: string;
let url: string;
let ductape: Ductape<{ endpoint: string; product: 'shop'; env: 'dev' }>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'samples-'));
  const targets = await stack.add(startTargets({ app: 0, mail: 0, graph: 0 }));
  const cloud = await startCloud(
    {
      config: reaching(parseConfig(config), targets.ports),
      dataDirectory: directory,
      secrets: SAMPLE_SECRETS,
    },
    stack,
  );
  url = cloud.url;
  ductape = new Ductape({ endpoint: url, product: 'shop', env: 'dev' });
}, 60_000);
afterAll(async () => {
  await stack.unwind();
  await rm(directory, { recursive: true, force: true });
}, 30_000);

const ids = async () => (await ductape.jobs.list()).jobs.map(({ id }) => id).sort();

test('samples are added once, however often they are asked for', async () => {
  const first = await addSamples(url);
  expect(first.map((line) => /^Added .*: job_\w+$/.test(line))).toEqual(Array(6).fill(true));
  const added = await ids();
  expect(added).toHaveLength(6);

  const second = await addSamples(url);
  expect(second.join('\n')).toMatch(/^The sample jobs of an earlier start are there, none is added:/);
  expect(await ids()).toEqual(added);
});

test('a start that was ended among the samples leaves only the rest to the next', async () => {
  const before = await ids();
  // As if the last of them had not been declared.
  await ductape.schedules.delete('sample-row');
  const lines = await addSamples(url);
  expect(lines.filter((line) => line.endsWith('there already'))).toHaveLength(1);
  const added = (await ids()).filter((id) => !before.includes(id));
  expect(added).toHaveLength(1);
  expect(lines.at(-1)).toBe(`Added the schedule sample-row: a row each minute, five times: ${added[0]}`);
});
