import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DriverThread } from '../../lambdas/executor/threads/driver-thread.ts';
import { bundleFunction } from '../../lib/bundle.ts';
import { failure } from './shared/run-failure.ts';
import { ALL, closed, runAt, useServers } from './shared/sample-runs.ts';

useServers();

/** The code that is deployed, in which a client may lack what it finds beside itself when it runs from its package. */
const CODE = pathToFileURL(join(bundleFunction('executor', { products: {} }), 'thread.mjs'));

test.each(ALL)('%s %s fails in the bundle as it does from its source', async (namespace, _provider, at) => {
  const thread = new DriverThread(() => undefined, CODE);
  try {
    const run = runAt(
      closed,
      namespace,
      at(closed),
      { signal: AbortSignal.timeout(20_000) },
      (request, context) => thread.run(request, context),
    );
    expect((await failure(run)).code).toBe('CONNECTION_ERROR');
  } finally {
    await thread.stop();
  }
});
