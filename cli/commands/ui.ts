import { once } from 'node:events';
import type { Command } from 'commander';
import { loadFiles } from '../../local/dashboard/load-files.ts';
import { transportOf } from '../../sdk/index.ts';
import { connectionOf } from '../connect.ts';
import type { Screen } from '../io.ts';
import { serveUi } from '../ui/serve-ui.ts';
import { readInteger } from '../values.ts';

const LOOPBACK = /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])[:/]?/;

/** `ductape ui` */
export function addUi(program: Command, screen: Screen): void {
  program
    .command('ui')
    .description('serve the dashboard on this machine, over the API that the options name, until Ctrl-C')
    .option('--port <port>', 'port of 127.0.0.1; default: a free one', readInteger, 0)
    .action(async ({ port }: { port: number }, self: Command) => {
      const connection = connectionOf(self);
      const { product, env, endpoint } = connection;
      const ui = await serveUi({
        transport: transportOf(connection),
        files: await loadFiles(),
        port,
        isFar: !LOOPBACK.test(endpoint ?? ''),
      });
      const scope = [product, env].filter(Boolean).join('/');
      screen.out(`${ui.url}${scope === '' ? '' : `?${new URLSearchParams({ in: scope })}`}`);
      screen.err('Open this address: it has the secret that lets a browser in. It ends with Ctrl-C.\n');
      await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
      await ui.stop();
    });
}
