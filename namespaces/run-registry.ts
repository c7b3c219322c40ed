import type { Resource } from '../contract/config.ts';
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
