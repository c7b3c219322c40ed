import type { Hold, HoldScope } from '../../contract/hold.ts';
import { ductape } from '../api/client.ts';
import { EVERY_MS, entryOf, type Live, useLive } from '../api/live.ts';
import { OneOfTabs } from '../api/tabs.ts';
import { place } from '../router.ts';
import type { HoldFigures } from '../text/holds.ts';
import { nowRead } from './clock.ts';
import { currentScope } from './scope.ts';

/** Jobs of a namespace that are looked at to say how many there are: a page as large as the API has it. */
const LOOKED_AT = 100;

interface Told {
  key: string;
  holds: readonly Hold[];
}

const tabs = new OneOfTabs<Told>('holds', ({ key, holds }) => {
  entryOf<readonly Hold[]>(key).data.value = holds;
});

/** The holds in force on something of the scope that the page is about. */
export function useHolds(): Live<readonly Hold[]> {
  const scope = currentScope();
  const key = `holds ${place.value.query.get('in') ?? ''}`;
  const read = async () => ({ key, holds: (await ductape.jobs.listHolds(scope)).holds });
  const load = async () => {
    const told = await tabs.ask(key, read);
    return told?.holds ?? entryOf<readonly Hold[]>(key).data.value ?? (await read()).holds;
  };
  return useLive(key, load, EVERY_MS.list);
}

/** Whether something of the scope is held, as far as it is known. */
export const isHeldBack = (): boolean =>
  (entryOf<readonly Hold[]>(`holds ${place.value.query.get('in') ?? ''}`).data.value ?? []).length > 0;

/** How many jobs a hold of a scope would be about. The figures know no namespaces, so of one the first jobs are counted. */
export async function figuresOf({ namespace, ...scope }: HoldScope): Promise<HoldFigures> {
  const { jobs } = ductape;
  if (namespace === undefined) {
    const { scheduled, queued, running, paused } = await jobs.getStats({
      ...scope,
      from: await nowRead(),
    });
    return { waiting: scheduled + queued, running, paused };
  }
  const of = { ...scope, namespace, limit: LOOKED_AT };
  const [waiting, running] = await Promise.all([
    jobs.list({ ...of, status: ['scheduled', 'queued'] }),
    jobs.list({ ...of, status: 'running' }),
  ]);
  return {
    waiting: waiting.jobs.length,
    running: running.jobs.length,
    isPart: waiting.cursor !== undefined,
  };
}

/** Whether two holds are of the very same scope, of which there is one hold. */
export const isSameScope = (a: HoldScope, b: HoldScope): boolean =>
  a.product === b.product && a.env === b.env && a.namespace === b.namespace;
