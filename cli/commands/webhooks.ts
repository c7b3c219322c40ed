import type { Command } from 'commander';
import type { Jobs, Webhook } from '../../sdk/index.ts';
import { WEBHOOK_EVENTS } from '../../sdk/index.ts';
import { connect, globalsOf, variable } from '../connect.ts';
import { UsageError } from '../failure.ts';
import type { Screen } from '../io.ts';
import { moment, table } from '../show.ts';
import { someOf } from '../values.ts';

/** The variable that holds the secret, which on the command line others on the machine could read. */
const SECRET = 'DUCTAPE_WEBHOOK_SECRET';

interface SetOptions {
  events: (typeof WEBHOOK_EVENTS)[number][];
  secret?: string;
}

/** `ductape webhooks list`, `set`, `delete` and `test` */
export function addWebhooks(program: Command, screen: Screen): void {
  const webhooks = program.command('webhooks').description('who is told what happens to jobs');

  webhooks
    .command('list')
    .description('all webhooks, or those set for --product and --env')
    .action(async (_options: object, self: Command) => {
      const webhooks = await allWebhooks(connect(self).jobs);
      if (globalsOf(self).json) return screen.out(JSON.stringify({ webhooks }));
      screen.out(webhooks.length > 0 ? webhookTable(webhooks) : 'No webhooks.');
    });

  webhooks
    .command('set')
    .description(
      'tell a URL of jobs, of the product and env if they are named; again replaces and enables it',
    )
    .argument('<url>')
    .option(
      '--events <events>',
      `by comma: ${WEBHOOK_EVENTS.join(', ')}; default all`,
      someOf(...WEBHOOK_EVENTS),
      [...WEBHOOK_EVENTS],
    )
    .option('--secret <secret>', `signs the deliveries; better given as ${SECRET}`)
    .action(async (url: string, options: SetOptions, self: Command) => {
      const secret = options.secret ?? variable(SECRET);
      if (secret === undefined) throw new UsageError(`a secret is needed: ${SECRET} or --secret`);
      const webhook = await connect(self).jobs.setWebhook({ url, events: options.events, secret });
      screen.out(globalsOf(self).json ? JSON.stringify(webhook) : webhookTable([webhook]));
    });

  webhooks
    .command('delete')
    .description('tell it nothing more')
    .argument('<id>')
    .action(async (id: string, _options: object, self: Command) => {
      const deleted = await connect(self).jobs.deleteWebhook(id);
      screen.out(globalsOf(self).json ? JSON.stringify(deleted) : 'deleted');
    });

  webhooks
    .command('test')
    .description('send it a webhook.test now; exits with 1 when it is not delivered')
    .argument('<id>')
    .action(async (id: string, _options: object, self: Command) => {
      const test = await connect(self).jobs.testWebhook(id);
      if (globalsOf(self).json) screen.out(JSON.stringify(test));
      else if (test.delivered) screen.out(`delivered: ${test.status} in ${test.duration_ms} ms`);
      if (!test.delivered) throw new Error(`not delivered: ${test.error} (${test.duration_ms} ms)`);
    });
}

async function allWebhooks(jobs: Jobs): Promise<Webhook[]> {
  let page = await jobs.listWebhooks({ limit: 100 });
  const all = [...page.webhooks];
  while (page.cursor !== undefined) {
    page = await jobs.listWebhooks({ limit: 100, cursor: page.cursor });
    all.push(...page.webhooks);
  }
  return all;
}

function webhookTable(webhooks: readonly Webhook[]): string {
  const rows = webhooks.map((webhook) => [
    webhook.id,
    stateOf(webhook),
    `${webhook.product ?? '*'}/${webhook.env ?? '*'}`,
    webhook.url,
    webhook.events.length === WEBHOOK_EVENTS.length ? 'all' : webhook.events.join(','),
  ]);
  return table(['ID', 'STATE', 'PRODUCT', 'URL', 'EVENTS'], rows);
}

function stateOf({ enabled, failing_since, disabled_reason }: Webhook): string {
  if (!enabled) return `disabled: ${disabled_reason}`;
  return failing_since === undefined ? 'enabled' : `failing since ${moment(failing_since)}`;
}
