import type { Command } from 'commander';
import { connect, globalsOf } from '../connect.ts';
import type { Screen } from '../io.ts';
import { moment, table } from '../show.ts';

/** `ductape whoami` */
export function addWhoami(program: Command, screen: Screen): void {
  program
    .command('whoami')
    .description('who you are to the API, and what you may do there')
    .action(async (_options: object, self: Command) => {
      const me = await connect(self).me();
      if (globalsOf(self).json) return screen.out(JSON.stringify(me));
      const { actor, via, may, scopes, now, clock, version, retention_days: days } = me;
      const write = may.write === undefined ? 'as IAM allows by the path' : may.write ? 'yes' : 'no';
      const rows = [
        ['actor', actor === via ? actor : `${actor} (${via})`],
        ['may look', 'yes'],
        ['may change', write],
        ['sees', scopes.map(({ product, env }) => `${product}/${env}`).join(' ') || 'nothing'],
        ['clock', `${moment(now)}${clock === undefined ? '' : ` (${clock})`}`],
        ['release', version],
        ['keeps jobs for', `${days} days after their end`],
      ];
      screen.out(table(['YOU', ''], rows));
    });
}
