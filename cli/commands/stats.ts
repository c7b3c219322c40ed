import type { Command } from 'commander';
import { lagWithin, SERIES_BY, SERIES_GROUPS, type SeriesFilter, type SeriesPoint } from '../../sdk/index.ts';
import { connect, type GlobalOptions, globalsOf } from '../connect.ts';
import type { Screen } from '../io.ts';
import { moment, statsCard, table } from '../show.ts';
import { oneOf, readMoment } from '../values.ts';

type Options = GlobalOptions & Pick<SeriesFilter, 'from' | 'to' | 'by' | 'group'>;

/** `ductape stats` */
export function addStats(program: Command, screen: Screen): void {
  program
    .command('stats')
    .description('jobs and runs in figures, of all time or of the hours asked for')
    .option('--from <moment>', 'ISO 8601 or Unix ms; goes back to the full hour', readMoment)
    .option('--to <moment>', 'up to the full hour after it', readMoment)
    .option('--by <length>', 'a line for each hour or day, of a day unless told', oneOf(...SERIES_BY))
    .option('--group <what>', 'tells the runs of each apart: namespace, error', oneOf(...SERIES_GROUPS))
    .action(async (_options: object, self: Command) => {
      const { product, env, from, to, by, group } = self.optsWithGlobals<Options>();
      const asked = Object.entries({ product, env, from, to }).filter(([, value]) => value !== undefined);
      const { jobs } = connect(self);
      const { json } = globalsOf(self);
      if (by === undefined && group === undefined) {
        const stats = await jobs.getStats(Object.fromEntries(asked));
        return screen.out(json ? JSON.stringify(stats) : statsCard(stats));
      }
      const series = await jobs.getSeries({
        ...Object.fromEntries(asked),
        ...(by && { by }),
        ...(group && { group }),
      });
      if (json) return screen.out(JSON.stringify(series));
      screen.out(seriesTable(series.points));
      if (series.grouped_from !== undefined)
        screen.out(`There were more errors: from ${moment(series.grouped_from)} on all are told apart.`);
    });
}

function seriesTable(points: readonly SeriesPoint[]): string {
  const isGrouped = points.some(({ groups }) => groups !== undefined);
  const rows = points.map((point) => [
    moment(point.at),
    ...[
      point.dispatched,
      point.completed,
      point.completed_first_try,
      point.failed,
      point.retries,
      lagWithin(point.lag, 0.5) ?? '-',
      lagWithin(point.lag, 0.99) ?? '-',
    ].map(String),
    ...(isGrouped ? [groupsText(point.groups)] : []),
  ]);
  const figures = ['DISPATCHED', 'COMPLETED', 'FIRST TRY', 'FAILED', 'RETRIES', 'LAG P50 MS', 'P99 MS'];
  return table(['FROM', ...figures, ...(isGrouped ? ['BY'] : [])], rows);
}

/** `actions 12, 1 failed; events 3`, or of errors how often each was. */
function groupsText(groups: SeriesPoint['groups'] = {}): string {
  const texts = Object.entries(groups).map(([name, { completed, failed }]) => {
    if (completed === 0) return `${name} ${failed} failed`;
    return `${name} ${completed}${failed > 0 ? `, ${failed} failed` : ''}`;
  });
  return texts.join('; ');
}
