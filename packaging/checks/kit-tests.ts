/** How a module of a test imports. */
export type Kind = 'esm' | 'cjs' | 'ts';

/** Longer than any test takes on a busy machine, ms. */
const TIMEOUT_MS = 240_000;

/** The tests of a user, for any runner. They tell how long things take in the file FIGURES. */
const BODY = `
const at = '2026-01-01T00:00:00Z';
const daily = { workflow: 'report', input: { to: 'ann' }, schedule: { cron: '0 9 * * *', tz: 'Europe/Berlin' } };
const engine = process.env.ENGINE;
// On the embedded cloud a day takes seconds.
const number = engine === 'memory' ? 7 : 2;
const tell = (what, began) => appendFileSync(process.env.FIGURES, what + ' ' + Math.round(performance.now() - began) + '\\n');

test('a daily report goes out each day', async () => {
  const began = performance.now();
  const days = [];
  const report = (input, run) => days.push(new Date(run.occurrence).toISOString()) && { sent: input.to };
  const cloud = await startCloud({ config, at, engine, handlers: { report } });
  tell('ready', began);
  const { job_id } = await cloud.client.workflows.dispatch(daily);
  await cloud.advance('next');
  assert.deepEqual(days, ['2026-01-01T08:00:00.000Z']);
  await cloud.advance({ to: '2026-01-0' + (1 + number) + 'T00:00:00Z' });
  assert.equal(days.length, number);
  const runs = await cloud.runs({ job_id });
  assert.deepEqual(runs.map(({ status, result }) => [status, result.sent]), Array(number).fill(['completed', 'ann']));
  await assert.rejects(cloud.client.jobs.get('job_01J00000000000000000000000'), DuctapeError);
  await cloud.stop();
}, ${TIMEOUT_MS});
`;

const IN_MEMORY = `
if (engine === 'memory') test('a job of the config runs by its module', async () => {
  const cloud = await startCloud({ config, at, engine });
  await cloud.client.workflows.dispatch({ workflow: 'report', input: { to: 'bob' } });
  await cloud.advance({ ms: 5000 });
  assert.deepEqual((await cloud.runs()).map(({ result }) => result), [{ sent: 'bob', by: 'module' }]);
  await cloud.stop();
}, ${TIMEOUT_MS});

if (engine === 'memory') test('a year of a daily report is 365 reports', async () => {
  const cloud = await startCloud({ config, at, engine, handlers: { report: () => 'sent' } });
  await cloud.client.workflows.dispatch(daily);
  const began = performance.now();
  await cloud.advance({ to: '2027-01-01T00:00:00Z' });
  tell('year', began);
  assert.equal((await cloud.runs()).length, 365);
  await cloud.stop();
}, ${TIMEOUT_MS});`;

const ASIDE = `
test('a cloud beside others has its own jobs', async () => {
  const cloud = await startCloud({ config, at: '2026-01-01T00:00:00Z', engine: process.env.ENGINE });
  await cloud.client.workflows.dispatch({ workflow: 'report', input: { to: 'cy' }, schedule: { every: 3600000, limit: 48 } });
  await cloud.advance({ to: '2026-01-05T00:00:00Z' });
  assert.equal((await cloud.runs()).length, 48);
  await cloud.stop();
}, ${TIMEOUT_MS});`;

/** It is never stopped. */
const LEFT = `
test('a cloud is left behind', async () => {
  const cloud = await startCloud({ config, engine: process.env.ENGINE, handlers: { report: () => 1 } });
  await cloud.client.workflows.dispatch({ workflow: 'report', input: {} });
  await cloud.advance({ ms: 1000 });
  assert.equal((await cloud.runs()).length, 1);
}, ${TIMEOUT_MS});`;

const MODULES = [
  ['assert', 'node:assert/strict'],
  ['{ appendFileSync }', 'node:fs'],
  ['{ DuctapeError }', '@ductape-scheduler/client'],
  ['{ startCloud }', '@ductape-scheduler/testing'],
] as const;

/** How files of each kind end where the package says nothing of its modules. */
const ENDINGS = { esm: 'mjs', cjs: 'cjs', ts: 'mts' } as const;

/** Where tests are and what they import. */
export interface Setup {
  kind: Kind;
  /** How a module ends; default as the kind of its modules is told without a manifest. */
  ending?: string;
  /** The module that has `test`; a global one unless told. */
  runner?: string;
  /** How a file of tests ends. */
  testEnding?: string;
}

/** A config, a job and tests, by their paths. @param files how many are to run side by side */
export function kitProject(setup: Setup, files = 0): Record<string, string> {
  const { kind, ending = ENDINGS[kind], testEnding = `test.${ending}` } = setup;
  const exported = kind === 'cjs' ? 'module.exports =' : 'export default';
  const resource = `{ provider: 'function', entry: './report.${ending}' }`;
  const config = `{ products: { shop: { envs: { dev: { workflows: { report: ${resource} } } } } } }`;
  const input = kind === 'ts' ? '(input: { to: string })' : '(input)';
  const testFile = (body: string) => `${headOf(setup, ending)}${body}\n`;
  const side = Array.from({ length: files }, (_, at) => [`side/${at}.${testEnding}`, testFile(ASIDE)]);
  return {
    [`ductape.config.${ending}`]: `${exported} ${config};\n`,
    [`report.${ending}`]: `${exported} async ${input} => ({ sent: input.to, by: 'module' });\n`,
    [`main/kit.${testEnding}`]: testFile(`${BODY}${IN_MEMORY}`),
    [`left/left.${testEnding}`]: testFile(LEFT),
    ...Object.fromEntries(side),
  };
}

function headOf({ kind, runner }: Setup, ending: string): string {
  const modules = runner ? [...MODULES, ['{ test }', runner] as const] : MODULES;
  const lines = modules.map(([what, from]) =>
    kind === 'cjs' ? `const ${what} = require('${from}');` : `import ${what} from '${from}';`,
  );
  return `${lines.join('\n')}\nconst config = './ductape.config.${ending}';\n`;
}
