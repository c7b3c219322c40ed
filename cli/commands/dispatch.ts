import type { Command } from 'commander';
import { Argument } from 'commander';
import { defined } from '../../contract/plain-data.ts';
import { NAMESPACES, type Namespace } from '../../sdk/index.ts';
import { connect, globalsOf } from '../connect.ts';
import { type BodyOptions, readDispatch, withBody } from '../dispatch-options.ts';
import type { Screen } from '../io.ts';
import { type ScheduleOptions, withSchedule } from '../schedule-options.ts';
import { moment } from '../show.ts';

interface Options extends ScheduleOptions, BodyOptions {
  key?: string;
}

const EXAMPLES = `
Examples, with the sample config:
  ductape dispatch actions --product shop --env dev \\
    --data '{"app":"payments","event":"charge","input":{"amount":5}}'
  ductape dispatch events --product shop --env dev --every 5s --limit 3 \\
    --data '{"broker":"orders","event":"order_created","input":{"message":{"orderId":"order_123"}}}'`;

/** `ductape dispatch actions --data '{"app": …}' --every 5m` */
export function addDispatch(program: Command, screen: Screen): void {
  const command = program
    .command('dispatch')
    .description('create a job, now or by its schedule')
    .addArgument(new Argument('<namespace>').choices(NAMESPACES))
    .option('--key <idempotency-key>', 'the same key within 24 h creates nothing new');
  command.addHelpText('after', EXAMPLES);
  withSchedule(withBody(command)).action(async (namespace: Namespace, options: Options, self: Command) => {
    const request = { ...(await readDispatch(options, self)), ...defined({ idempotency_key: options.key }) };
    const client: Record<Namespace, { dispatch(request: never): Promise<Result> }> = connect(self);
    const result = await client[namespace].dispatch(request as never);
    if (globalsOf(self).json) return screen.out(JSON.stringify(result));
    screen.out(`${result.job_id}  ${result.status}  ${moment(result.next_run_at ?? result.scheduled_at)}`);
  });
}

interface Result {
  job_id: string;
  status: string;
  scheduled_at: number;
  next_run_at?: number;
}
