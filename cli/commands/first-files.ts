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
import { test } from 'node:test';
import { startCloud } from '@ductape-scheduler/testing';
import type hello from '../jobs/hello.ts';

test('a greeting goes out every morning', async () => {
  const cloud = await startCloud({ config: './ductape.config.ts', at: '2026-01-01T00:00:00Z' });
  await cloud.client.workflows.dispatch<typeof hello>({
    workflow: 'hello',
    input: { name: 'Ann' },
    schedule: { cron: '0 9 * * *', tz: 'Europe/Berlin' },
  });
  await cloud.advance({ to: '2026-01-08T00:00:00Z' });
  const runs = await cloud.runs();
  assert.equal(runs.length, 7);
  assert.deepEqual(runs[0]?.result, { text: 'Hello, Ann.' });
  await cloud.stop();
});
`,
};
