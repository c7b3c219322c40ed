import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { secretsOf } from '../core/config/config-parser.ts';
import { MINUTE } from '../core/time/units.ts';
import { dispatchSamples, SAMPLE_SECRETS } from '../examples/samples.ts';
import { portsFrom, reaching, startTargets } from '../examples/targets.ts';
import { startCloud } from '../local/cloud.ts';
import { endWithParent } from '../local/end-with-parent.ts';
import { ownLine, readableLine } from '../local/run-line.ts';
import { Stack } from '../local/stack.ts';
import { say, warn } from '../local/terminal.ts';
import { parseConfig } from '../namespaces/config-registry.ts';
import { loadConfig } from './load-config.ts';
import { withOwnModules } from './own-modules.ts';
import { readOptions, type StartOptions, USAGE } from './start-options.ts';

/** Bound on stopping everything, ms; children notice the end of this process by themselves. */
const END_MS = 10_000;

async function main(options: StartOptions): Promise<void> {
  const began = Date.now();
  const stack = new Stack();
  let ending = false;
  const end = async (code = 0, word?: string) => {
    if (word !== undefined) warn(word);
    if (ending) process.exit(code);
    ending = true;
    setTimeout(() => process.exit(code), END_MS);
    await stack.unwind().catch(warn);
    process.exit(code);
  };
  // Not `once`: a second one must not find the default, nor wait for the first.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end());

  endWithParent(() => void end());

  const ownVariables = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
  Object.assign(process.env, { ...ownVariables, ...process.env });
  const config = withOwnModules(parseConfig(await loadConfig(options.configFile)), options.configFile);
  const fromEnvironment = Object.fromEntries(secretsOf(config).map((name) => [name, process.env[name]]));
  const dataDirectory = resolve(options.dataDirectory);
  const targets = options.samples ? await stack.add(startTargets(portsFrom(options.samplePort))) : undefined;
  let dated = options.clock !== undefined;
  const cloud = await stack.add(
    startCloud({
      config: targets ? reaching(config, targets.ports) : config,
      dataDirectory,
      port: options.port,
      secrets: { ...(options.samples && SAMPLE_SECRETS), ...given(fromEnvironment) },
      ownVariables: given(ownVariables),
      ...(options.clock && { clock: options.clock }),
      failed: (reason) => void end(1, reason.message),
      ...(options.jitter && { lateness: () => Math.random() * MINUTE }),
      log: (line, own) => {
        const readable = own === undefined ? readableLine(line, options.verbose, dated) : ownLine(own, line);
        if (readable !== undefined) say(readable);
      },
    }),
  );
  say(`Ready in ${((Date.now() - began) / 1000).toFixed(1)} s; ${earlier(cloud.rearmed)}.`);
  dated = cloud.hasClock;
  if (cloud.hasClock) {
    say(`The clock says ${new Date(cloud.now()).toISOString()} and can be moved:`);
    say(`  curl -s ${cloud.url}/_clock/advance -H 'content-type: application/json' -d '{"ms":3600000}'`);
  }
  say(`Listening on ${cloud.url}`);
  if (!options.samples) {
    say(`Try:\n  curl -s ${cloud.url}/v1/jobs`);
    return;
  }
  const body = '{"product":"shop","env":"dev","app":"payments","event":"charge","input":{"amount":5}}';
  say('Try:');
  say(`  curl -s ${cloud.url}/v1/actions/dispatch -H 'content-type: application/json' -d '${body}'`);
  for (const line of await dispatchSamples(cloud.url, cloud.now())) say(line);
}

/** What a start does with the live jobs of an earlier one. */
const earlier = (count: number) =>
  count === 1 ? '1 job of an earlier start continues' : `${count} jobs of an earlier start continue`;

function given<T>(values: Record<string, T | undefined>): Record<string, T> {
  const entries = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') say(USAGE);
  else await main(options);
} catch (error) {
  warn(error);
  process.exit(1);
}
