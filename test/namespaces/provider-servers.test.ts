import './shared/one-realm.ts';
import type { Sample } from '../../namespaces/shared/sample.ts';
import { failure } from './shared/run-failure.ts';
import { ALL, AWS_KEY, closed, foreign, runAt, silent, useServers } from './shared/sample-runs.ts';

useServers();

/** Fails where a message of an error, or of what caused it, holds a secret of the sample, as it is or as urls have it. */
function expectNoSecrets(error: Error, { secrets }: Sample): void {
  for (const secret of [...Object.values(secrets), AWS_KEY]) {
    expect(error.message).not.toContain(secret);
    expect(error.message).not.toContain(encodeURIComponent(secret));
  }
}

describe.each(ALL)('%s %s', (namespace, _provider, at) => {
  test('tells a refused connection as one, without a secret', async () => {
    const sample = at(closed);
    const error = await failure(runAt(closed, namespace, sample, { signal: AbortSignal.timeout(20_000) }));
    expect(error.code).toBe('CONNECTION_ERROR');
    expectNoSecrets(error, sample);
  });

  test('fails at a server of another protocol, and its process does not', async () => {
    const sample = at(foreign);
    const died: unknown[] = [];
    const watch = (error: unknown) => void died.push(error);
    process.on('uncaughtExceptionMonitor', watch);
    const error = await failure(runAt(foreign, namespace, sample, { signal: AbortSignal.timeout(20_000) }));
    process.off('uncaughtExceptionMonitor', watch);
    expect(died).toEqual([]);
    expect(error.code).toMatch(/^[A-Z_]+$/);
    expectNoSecrets(error, sample);
  });

  test('gives up a server that says nothing when the attempt is over', async () => {
    const sample = at(silent);
    const signal = AbortSignal.timeout(300);
    const limits = { signal, timeout: 300, deadline: Date.now() + 300 };
    const error = await failure(runAt(silent, namespace, sample, limits));
    expect(error.code).toBe('TIMEOUT');
    expect(signal.aborted).toBe(true);
    expectNoSecrets(error, sample);
  });
});
