import type { Command } from 'commander';
import { connect, globalsOf } from '../connect.ts';
import type { FilterOptions } from '../filter-options.ts';
import type { Screen } from '../io.ts';
import { statsCard } from '../show.ts';
import { readMoment } from '../values.ts';

/** `ductape stats` */
export function addStats(program: Command, screen: Screen): void {
  program
    .command('stats')
    .description('jobs and runs in figures, of all time or of the hours asked for')
    .option('--from <moment>', 'ISO 8601 or Unix ms; goes back to the full hour', readMoment)
    .option('--to <moment>', 'up to the full hour after it', readMoment)
    .action(async (_options: object, self: Command) => {
      const { product, env, from, to } = self.optsWithGlobals<FilterOptions>();
      const asked = Object.entries({ product, env, from, to }).filter(([, value]) => value !== undefined);
      const stats = await connect(self).jobs.getStats(Object.fromEntries(asked));
      screen.out(globalsOf(self).json ? JSON.stringify(stats) : statsCard(stats));
    });
}
