import type { Command } from 'commander';
import { connect } from './connect.ts';
import { FromNow } from './values.ts';

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
