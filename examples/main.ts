import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import config from '../ductape.config.ts';
import { startCloud } from '../local/cloud.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../local/names.ts';
import { Stack } from '../local/stack.ts';
import { say } from '../local/terminal.ts';
import { parseConfig } from '../namespaces/config-registry.ts';
import { Ductape } from '../sdk/index.ts';
import type { Example } from './example.ts';
import { actions } from './namespaces/actions.ts';
import { database } from './namespaces/database.ts';
import { events } from './namespaces/events.ts';
import { graphs } from './namespaces/graphs.ts';
import { notifications } from './namespaces/notifications.ts';
import { storage } from './namespaces/storage.ts';
import { workflows } from './namespaces/workflows.ts';
import { SAMPLE_SECRETS } from './samples.ts';
import { reaching, startTargets } from './targets.ts';

const EXAMPLES: Record<string, Example> = {
  actions,
  workflows,
  notifications,
  storage,
  events,
  database,
  graphs,
};

/** Runs every example on an embedded cloud of its own; the process fails with the first that does. */
async function main(): Promise<void> {
  const stack = new Stack();
  const dataDirectory = await mkdtemp(join(tmpdir(), 'ductape-examples-'));
  try {
    const targets = await stack.add(startTargets({ app: 0, mail: 0, graph: 0 }));
    const secrets = SAMPLE_SECRETS;
    const sample = reaching(parseConfig(config), targets.ports);
    const cloud = await stack.add(startCloud({ config: sample, dataDirectory, secrets }));
    const ductape = new Ductape({ endpoint: cloud.url, product: 'shop', env: 'dev' });
    const aws = { region: LOCAL.region, credentials: LOCAL_CREDENTIALS };
    for (const [namespace, example] of Object.entries(EXAMPLES)) {
      say(`${namespace.padEnd(14)}${await example({ ductape, cloud, targets, aws })}`);
    }
    say(`${Object.keys(EXAMPLES).length} examples ran.`);
  } finally {
    await stack.unwind();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

await main();
