import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { secretsOf } from '../core/config/config-parser.ts';
import { MINUTE } from '../core/time/units.ts';
import { portsFrom } from '../examples/ports.ts';
import { SAMPLE_SECRETS, triedSamples } from '../examples/samples.ts';
import { startCloud } from '../local/cloud.ts';
import type { DataDirectory } from '../local/data-directory.ts';
import { ownLine, readableLine } from '../local/run-line.ts';
import type { Stack } from '../local/stack.ts';
import { say, warn } from '../local/terminal.ts';
import { parseConfig } from '../namespaces/config-registry.ts';
import { loadConfig } from './load-config.ts';
import { withOwnModules } from './own-modules.ts';
import type { StartOptions } from './start-options.ts';

/**
 * Starts the embedded cloud, with the samples unless they are left out, and says how to call it.
 * @param data is released when the cloud stops
 * @param stack takes what is started
 * @param end ends everything, with an exit code and the reason
 */
export async function start(
  options: StartOptions,
  data: DataDirectory,
  stack: Stack,
  end: (code: number, word: string) => Promise<void>,
): Promise<void> {
  const ownVariables = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
  Object.assign(process.env, { ...ownVariables, ...process.env });
  const config = withOwnModules(parseConfig(await loadConfig(options.configFile)), options.configFile);
  const fromEnvironment = Object.fromEntries(secretsOf(config).map((name) => [name, process.env[name]]));
  const ports = portsFrom(options.samplePort);
  // What the samples need is not installed where only the cloud is.
  const samples = options.samples ? await import('../examples/targets.ts') : undefined;
  const targets = samples && (await stack.add(samples.startTargets(ports, data.path)));
  let dated = options.clock !== undefined;
  const cloud = await startCloud(
    {
      config: samples && targets ? samples.reaching(config, targets.ports) : config,
      dataDirectory: data,
      bundles: join(data.path, 'bundles'),
      port: options.port,
      secrets: { ...(options.samples && SAMPLE_SECRETS), ...given(fromEnvironment) },
      ownVariables: given(ownVariables),
      ...(options.clock && { clock: options.clock }),
      failed: (reason) => void end(1, reason.message),
      ...(options.jitter && { lateness: () => Math.random() * MINUTE }),
      progress: say,
      refused: (schedules) =>
        warn([`${options.configFile} has schedules that were refused:`, ...schedules].join('\n  ')),
      log: (line, own) => {
        const readable = own === undefined ? readableLine(line, options.verbose, dated) : ownLine(own, line);
        if (readable !== undefined) say(readable);
      },
    },
    stack,
  );
  say(`Ready in ${process.uptime().toFixed(1)} s; ${earlier(cloud.rearmed)}.`);
  dated = cloud.clock !== undefined;
  if (cloud.clock) {
    say(`The clock says ${new Date(cloud.now()).toISOString()} and can be moved:`);
    say(`  curl -s ${cloud.url}/_clock/advance -H 'content-type: application/json' -d '{"ms":3600000}'`);
  }
  say(`Listening on ${cloud.url}`);
  say(`In a browser: ${cloud.url}/`);
  if (!options.samples) {
    say(`Try:\n  curl -s ${cloud.url}/v1/jobs`);
    return;
  }
  const body = '{"product":"shop","env":"dev","app":"payments","event":"charge","input":{"amount":5}}';
  say('Try:');
  say(`  curl -s ${cloud.url}/v1/actions/dispatch -H 'content-type: application/json' -d '${body}'`);
  for (const line of await triedSamples(cloud.url, cloud.now())) say(line);
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
