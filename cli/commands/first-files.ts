/** What `ductape init` writes, by its path. */
export const FIRST_FILES: Readonly<Record<string, string>> = {
  'ductape.config.ts': `import { defineConfig } from '@ductape-scheduler/client';

export default defineConfig({
  products: {
    app: {
      envs: {
        dev: {
          workflows: {
            hello: { provider: 'function', entry: './jobs/hello.ts' },
          },
        },
      },
    },
  },
});
`,
  'jobs/hello.ts': `import { defineJob } from '@ductape-scheduler/client';

export default defineJob<{ name: string }, { text: string }>(async (input, run) => {
  run.log.info('greeting', { name: input.name });
  return { text: \`Hello, \${input.name}.\` };
});
`,
  'test/hello.test.ts': `import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Ductape } from '@ductape-scheduler/client';
import { startCloud } from '@ductape-scheduler/cloud';
import config from '../ductape.config.ts';
import type hello from '../jobs/hello.ts';

test('a dispatched job greets', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'hello-'));
  const cloud = await startCloud({ config, dataDirectory });
  try {
    const ductape = new Ductape({ endpoint: cloud.url, product: 'app', env: 'dev' });
    const { job_id } = await ductape.workflows.dispatch<typeof hello>({
      workflow: 'hello',
      input: { name: 'Ann' },
    });
    let job = await ductape.jobs.get(job_id);
    for (let waited = 0; waited < 300 && !['completed', 'failed'].includes(job.status); waited += 1) {
      await pause(100);
      job = await ductape.jobs.get(job_id);
    }
    assert.equal(job.status, 'completed', JSON.stringify(job.last_error));
    assert.deepEqual(job.result, { text: 'Hello, Ann.' });
  } finally {
    await cloud.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  }
});
`,
};
