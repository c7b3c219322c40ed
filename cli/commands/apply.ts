import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { loadConfig } from '../../bin/load-config.ts';
import { withOwnModules } from '../../bin/own-modules.ts';
import type { WrittenConfig } from '../../contract/config.ts';
import type { Schedule } from '../../contract/schedule.ts';
import { secretsOf } from '../../core/config/config-parser.ts';
import { configLines, envLines } from '../../lib/config-lines.ts';
import { bundleFaults } from '../../lib/own-function-check.ts';
import { parseConfig } from '../../namespaces/config-registry.ts';
import { globalsOf } from '../connect.ts';
import { UsageError } from '../failure.ts';
import type { Screen } from '../io.ts';
import { duration, table } from '../show.ts';

/** `ductape apply --dry-run`: what a config declares, checked; without it, the stack is deployed with it. */
export function addApply(program: Command, screen: Screen): void {
  program
    .command('apply')
    .description('check the config and deploy the stack with it')
    .option('--config <path>', '.ts or .json', 'ductape.config.ts')
    .option('--dry-run', 'only check and show it')
    .action(async ({ config: file, dryRun }: { config: string; dryRun?: boolean }, self: Command) => {
      const config = await readConfig(file);
      const resources = configLines(config).map(({ line: path, resource }) => ({
        path,
        provider: resource.provider,
      }));
      const declared = { resources, schedules: schedulesOf(config), secrets: secretsOf(config) };
      screen.out(globalsOf(self).json ? JSON.stringify(declared) : described(declared));
      // A deploy bundles them itself.
      const faults = dryRun ? bundleFaults(config) : [];
      if (faults.length > 0)
        throw new UsageError(`The config is not valid:\n${faults.map((each) => `  ${each}`).join('\n')}`);
      if (!dryRun) await deploy(file);
    });
}

/** The config in a file, checked. @throws UsageError when it cannot be read or is not valid: nothing was tried that could have failed */
export async function readConfig(file: string): Promise<WrittenConfig> {
  try {
    return withOwnModules(parseConfig(await loadConfig(file)), file);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

interface Declared {
  resources: { path: string; provider: string }[];
  schedules: { path: string; namespace: string; schedule: Schedule }[];
  secrets: readonly string[];
}

function schedulesOf(config: WrittenConfig): Declared['schedules'] {
  return envLines(config).flatMap(({ line, env: { schedules = {} } }) =>
    Object.entries(schedules).map(([name, { namespace, schedule }]) => ({
      path: `${line}.schedules.${name}`,
      namespace,
      schedule,
    })),
  );
}

function described({ resources, schedules, secrets }: Declared): string {
  const rows = resources.map(({ path, provider }) => [path, provider]);
  const times = schedules.map(({ path, namespace, schedule }) => [path, namespace, scheduleText(schedule)]);
  return [
    table(['RESOURCE', 'PROVIDER'], rows),
    ...(times.length > 0 ? [table(['SCHEDULE', 'NAMESPACE', 'WHEN'], times)] : []),
    `Secrets needed: ${secrets.join(', ') || 'none'}`,
  ].join('\n');
}

function scheduleText({ cron, every, tz, timezone = 'UTC' }: Schedule): string {
  return every === undefined ? `${cron} ${tz ?? timezone}` : `every ${duration(every)}`;
}

function deploy(file: string): Promise<void> {
  if (!existsSync('cdk.json'))
    throw new UsageError(
      'apply deploys by the CDK app of this folder, and there is no cdk.json: put JobScheduler into an app of yours ' +
        '(docs/deploying.md), and call its cdk deploy. apply --dry-run checks the config.',
    );
  return new Promise((resolve, reject) => {
    const child = spawn('npx', ['--no-install', 'cdk', 'deploy', '-c', `config=${file}`], {
      stdio: 'inherit',
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`cdk deploy ended with ${code}`)),
    );
  });
}
