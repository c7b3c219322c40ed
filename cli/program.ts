import { Command } from 'commander';
import { addApply } from './commands/apply.ts';
import { addAudit } from './commands/audit.ts';
import { addCalendar } from './commands/calendar.ts';
import { addChanges } from './commands/change.ts';
import { addDev } from './commands/dev.ts';
import { addDispatch } from './commands/dispatch.ts';
import { addHolds } from './commands/hold.ts';
import { addInit } from './commands/init.ts';
import { addLooks } from './commands/look.ts';
import { addPreview } from './commands/preview.ts';
import { addReschedule } from './commands/reschedule.ts';
import { addRuns } from './commands/runs.ts';
import { addSchedules } from './commands/schedules.ts';
import { addStats } from './commands/stats.ts';
import { addUi } from './commands/ui.ts';
import { addUpcoming } from './commands/upcoming.ts';
import { addWatch } from './commands/watch.ts';
import { addWebhooks } from './commands/webhooks.ts';
import { addWhoami } from './commands/whoami.ts';
import { connect } from './connect.ts';
import { type Io, screenOn } from './io.ts';
import { FromNow } from './values.ts';

/** The command line `ductape`. */
export function createProgram(io: Io): Command {
  const screen = screenOn(io);
  const program = new Command('ductape')
    .description('Schedules jobs and manages them.')
    .option('--endpoint <url>', 'the API (DUCTAPE_ENDPOINT); default http://127.0.0.1:4600')
    .option('--function <name>', 'invoke the dispatch function instead (DUCTAPE_FUNCTION)')
    .option('--product <tag>', 'product (DUCTAPE_PRODUCT)')
    .option('--env <slug>', 'environment (DUCTAPE_ENV)')
    .option('--scoped', 'confine every call to the product and env')
    .option('--profile <name>', 'AWS profile to sign with (AWS_PROFILE)')
    .option('--region <region>', 'AWS region (AWS_REGION)')
    .option('--json', 'JSON for programs')
    .addHelpText(
      'after',
      '\nWhere DUCTAPE_TOKEN is set, it is sent in place of a signature.' +
        '\nMoments such as +5m are counted from the clock of the API.' +
        '\nExit codes: 1 failed, 2 not valid, 3 not found, 4 not in this state, 5 not reached.',
    )
    .hook('preAction', (_program, command) => resolveFromNow(command))
    .exitOverride()
    .configureOutput({ writeOut: (text) => screen.out(text.replace(/\n$/, '')), writeErr: screen.err });
  addDispatch(program, screen);
  addLooks(program, screen);
  addRuns(program, screen);
  addUpcoming(program, screen);
  addWatch(program, screen);
  addStats(program, screen);
  addChanges(program, screen);
  addAudit(program, screen);
  addHolds(program, screen);
  addReschedule(program, screen);
  addSchedules(program, screen);
  addPreview(program, screen);
  addCalendar(program, screen);
  addWebhooks(program, screen);
  addWhoami(program, screen);
  addApply(program, screen);
  addUi(program, screen);
  addDev(program);
  addInit(program, screen);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

/**
 * Replaces options such as `--at +5m` by the moments they stand for, Unix ms. They are counted from the clock of the
 * API, as that of an embedded cloud may be days from this machine's; it is asked once, and only where there is such an option.
 * @throws DuctapeError where the API does not answer
 */
export async function resolveFromNow(command: Command): Promise<void> {
  const options = Object.entries<unknown>(command.opts());
  const relative = options.flatMap(([name, value]) =>
    value instanceof FromNow ? [{ name, ms: value.ms }] : [],
  );
  if (relative.length === 0) return;
  const { from: now } = await connect(command).jobs.preview({}, { count: 1 });
  for (const { name, ms } of relative) command.setOptionValueWithSource(name, now + ms, 'cli');
}
