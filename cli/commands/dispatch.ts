import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { Argument } from 'commander';
import { defined } from '../../contract/plain-data.ts';
import { NAMESPACES, type Namespace } from '../../sdk/index.ts';
import { connect, globalsOf, scopeOf } from '../connect.ts';
import { UsageError } from '../failure.ts';
import type { Screen } from '../io.ts';
import { type ScheduleOptions, scheduleOf, withSchedule } from '../schedule-options.ts';
import { moment } from '../show.ts';

interface Options extends ScheduleOptions {
  data?: string;
  file?: string;
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
    .option('--data <json>', 'the dispatch as JSON')
    .option('--file <path>', 'the dispatch in a file; - is standard input')
    .option('--key <idempotency-key>', 'the same key within 24 h creates nothing new');
  command.addHelpText('after', EXAMPLES);
  withSchedule(command).action(async (namespace: Namespace, options: Options, self: Command) => {
    const body = await readBody(options);
    const schedule = scheduleOf(options);
    const given = typeof body['schedule'] === 'object' ? body['schedule'] : {};
    const asked = { ...given, ...schedule };
    const request = {
      ...body,
      ...(Object.keys(asked).length > 0 && { schedule: asked }),
      ...defined({ idempotency_key: options.key }),
    };
    assertScope({ ...scopeOf(globalsOf(self)), ...body });
    const client: Record<Namespace, { dispatch(request: never): Promise<Result> }> = connect(self);
    const result = await client[namespace].dispatch(request as never);
    if (globalsOf(self).json) return screen.out(JSON.stringify(result));
    screen.out(`${result.job_id}  ${result.status}  ${moment(result.next_run_at ?? result.scheduled_at)}`);
  });
}

/** @throws UsageError naming the options that say what is missing */
function assertScope(scope: { product?: unknown; env?: unknown }): void {
  const missing = (['product', 'env'] as const).filter((name) => scope[name] === undefined);
  const ways = missing.map((name) => `--${name}, DUCTAPE_${name.toUpperCase()} or "${name}" of the dispatch`);
  if (missing.length > 0) throw new UsageError(`${missing.join(' and ')} required: ${ways.join('; ')}`);
}

interface Result {
  job_id: string;
  status: string;
  scheduled_at: number;
  next_run_at?: number;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file === '-' ? '/dev/stdin' : file, 'utf8');
  } catch (error) {
    throw new UsageError(`--file cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

async function readBody({ data, file }: Options): Promise<Record<string, unknown>> {
  if (data !== undefined && file !== undefined) throw new UsageError('--data and --file exclude each other');
  if (data === undefined && file === undefined)
    throw new UsageError('--data or --file says what to dispatch');
  const text = data ?? (await readText(String(file)));
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    throw new UsageError(`what to dispatch is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  throw new UsageError('what to dispatch must be a JSON object');
}
