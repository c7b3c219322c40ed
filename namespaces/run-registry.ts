import type { ProviderOf, Resource } from '../contract/config.ts';
import type { Namespace } from '../contract/namespaces.ts';
import type { NamespaceRun } from '../core/ports/namespace.ts';

/** The half of every namespace that the executor bundles, each loaded when it is first used. */
const runs: Record<Namespace, () => Promise<{ run: NamespaceRun }>> = {
  actions: () => import('./actions/run.ts'),
  graphs: () => import('./graphs/run.ts'),
  notifications: () => import('./notifications/run.ts'),
  workflows: () => import('./workflows/run.ts'),
  storage: () => import('./storage/run.ts'),
  events: () => import('./events/run.ts'),
  database: () => import('./database/run.ts'),
};

/** The handler of a resource, loaded when it is first asked for: a `lambda` resource is one in every namespace. */
export async function runFor(namespace: Namespace, resource: Resource): Promise<NamespaceRun> {
  if (resource.provider === 'lambda') return (await import('./shared/lambda/run.ts')).run;
  return (await runs[namespace]()).run;
}

/** The providers whose drivers read what a server of the config answers: their runs are done in threads of their own. */
const APART: { readonly [N in Namespace]?: readonly ProviderOf<N>[] } = {
  notifications: ['channels'],
  events: ['kafka', 'rabbitmq', 'nats', 'redis-streams'],
  database: ['postgres', 'mysql', 'mongodb'],
  graphs: ['neo4j'],
};

/** Whether runs of a resource are done apart from the engine. */
export function isApart(namespace: Namespace, { provider }: Resource): boolean {
  const apart: readonly string[] = APART[namespace] ?? [];
  return apart.includes(provider);
}
