import type { Command } from 'commander';
import { Argument } from 'commander';
import { defined } from '../../contract/plain-data.ts';
import { NAMESPACES, type Namespace } from '../../sdk/index.ts';
import { connect, globalsOf } from '../connect.ts';
import { type BodyOptions, readDispatch, withBody } from '../dispatch-options.ts';
import { UsageError } from '../failure.ts';
import type { Screen } from '../io.ts';
import { type ScheduleOptions, withSchedule } from '../schedule-options.ts';
import { moment } from '../show.ts';
import { dispatchFile } from './dispatch-file.ts';

interface Options extends ScheduleOptions, BodyOptions {
  key?: string;
}

const EXAMPLES = `
Examples, with the sample config:
  ductape dispatch actions --product shop --env dev \\
    --data '{"app":"payments","event":"charge","input":{"amount":5}}'
  ductape dispatch events --product shop --env dev --every 5s --limit 3 \\
    --data '{"broker":"orders","event":"order_created","input":{"message":{"orderId":"order_123"}}}'
  ductape dispatch --product shop --env dev --file jobs.ndjson
    where each line is a dispatch that names its namespace: {"namespace":"actions","app":"payments", …}`;

/** `ductape dispatch actions --data '{"app": …}' --every 5m` */
export function addDispatch(program: Command, screen: Screen): void {
  const command = program
    .command('dispatch')
    .description('create a job, now or by its schedule; or one for each line of a file')
    .addArgument(
      new Argument('[namespace]', 'of the one job; without it, --file has many').choices(NAMESPACES),
    )
    .option(
      '--key <idempotency-key>',
      'the same key within 24 h creates nothing new; of many, each has the key and its line',
    );
  command.addHelpText('after', EXAMPLES);
  withSchedule(withBody(command)).action(
    async (namespace: Namespace | undefined, options: Options, self: Command) => {
      const { data, file } = options;
      if (namespace === undefined) {
        if (file !== undefined && data === undefined)
          return await dispatchFile({ ...options, file }, self, screen);
        throw new UsageError(
          'which namespace? Without one, --file names a file with a dispatch on each line',
        );
      }
      const request = {
        ...(await readDispatch(options, self)),
        ...defined({ idempotency_key: options.key }),
      };
      const client: Record<Namespace, { dispatch(request: never): Promise<Result> }> = connect(self);
      const result = await client[namespace].dispatch(request as never);
      if (globalsOf(self).json) return screen.out(JSON.stringify(result));
      screen.out(`${result.job_id}  ${result.status}  ${moment(result.next_run_at ?? result.scheduled_at)}`);
    },
  );
}

interface Result {
  job_id: string;
  status: string;
  scheduled_at: number;
  next_run_at?: number;
}
