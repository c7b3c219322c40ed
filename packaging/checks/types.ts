import { type Tarballs, tarballsOf } from '../pack.ts';
import { Project } from '../project.ts';

/** The compilers that users have. */
const COMPILERS = ['5.9.3', '6.0.3'];

/** How users have modules resolved. */
const RESOLUTIONS = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'node16', moduleResolution: 'node16' },
  { module: 'esnext', moduleResolution: 'bundler' },
];

const USE = `
export const job = defineJob<{ to: string }, { sent: string }>(async (input, run) => {
  run.log.info('sending', { to: input.to, attempt: run.attempt });
  return { sent: input.to };
});
export const config = defineConfig({
  products: { shop: { envs: { dev: { workflows: { report: { provider: 'function', entry: './report.ts' } } } } } },
});
const ductape = new Ductape({ endpoint: 'http://127.0.0.1:4600', product: 'shop', env: 'dev' });
export async function use(): Promise<string> {
  const { job_id } = await ductape.workflows.dispatch<typeof job>({ workflow: 'report', input: { to: 'ann' } });
  // @ts-expect-error An input of another type is refused.
  await ductape.workflows.dispatch<typeof job>({ workflow: 'report', input: { to: 5 } });
  const { status } = await ductape.jobs.get(job_id);
  if (status === JobStatus.Failed) throw new Error(ErrorCode.Internal);
  const limits: number = Limits.defaultTimeoutMs;
  const cloud: TestCloud = await startCloud({ config, handlers: { report: job, 'actions.pay': (input: string) => input }, at: 0 });
  await cloud.client.workflows.dispatch<typeof job>({ workflow: 'report', input: { to: 'ann' } });
  const [run] = await cloud.runs({ target: 'report' });
  // @ts-expect-error Time passes to a moment, by a number of ms or to the next run.
  await cloud.advance({ days: 1 });
  return status + limits + run?.status;
}
try { await use(); } catch (error) { if (error instanceof DuctapeError) console.log(error.code); }
`;

const IMPORTS = `import { defineConfig, defineJob, Ductape, DuctapeError, ErrorCode, JobStatus } from '@ductape-scheduler/client';
import { Limits } from '@ductape-scheduler/contract';
import { startCloud, type TestCloud } from '@ductape-scheduler/testing';`;

/** Has the compilers of users read the declarations whole, without `skipLibCheck`. */
export async function checkTypes(tarballs: Tarballs): Promise<void> {
  for (const version of COMPILERS) {
    const project = new Project(`types-${version}`, { type: 'module' });
    await project.install(`typescript@${version}`, ...tarballsOf(tarballs, 'testing', 'client', 'contract'));
    project.write({
      'esm.ts': `${IMPORTS}${USE}`,
      'common.cts': `${IMPORTS}${USE.replace(/^try .*$/m, '')}`,
    });
    for (const options of RESOLUTIONS) {
      const compilerOptions = { ...options, target: 'es2022', strict: true, noEmit: true, types: [] };
      // A bundler takes ES modules only.
      const files = ['esm.ts', ...(options.moduleResolution === 'bundler' ? [] : ['common.cts'])];
      project.write({ 'tsconfig.json': JSON.stringify({ compilerOptions, files }) });
      await project.run(process.execPath, [project.installed('typescript/bin/tsc'), '-p', '.']);
    }
    console.log(
      `TypeScript ${version} takes the client and the kit for tests under nodenext, node16 and bundler.`,
    );
  }
}
