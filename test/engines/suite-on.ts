/** A real server for a suite, or why there is none on this machine. */
export type Engine<T> = { engine: T; stop(): Promise<void> } | { missing: string };

/**
 * Defines a suite that runs against a real engine, started before and stopped after it; where the engine cannot
 * be had, the suite is skipped and says why.
 */
export async function suiteOn<T>(
  name: string,
  start: () => Promise<Engine<T>>,
  define: (engine: T) => void,
): Promise<void> {
  const started = await start();
  if ('missing' in started) {
    process.stderr.write(`SKIPPED ${name}: ${started.missing}\n`);
    describe.skip(`${name} (${started.missing})`, () => test('runs where the engine is installed', () => {}));
    return;
  }
  describe(name, () => {
    define(started.engine);
    // Hooks run in the order they were given: the suite's own clients go before the engine.
    afterAll(() => started.stop());
  });
}
