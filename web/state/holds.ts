import type { Hold, HoldScope } from '../../contract/hold.ts';
import { changesHere } from '../api/changes.ts';
import { ductape } from '../api/client.ts';
import type { HoldFigures } from '../text/holds.ts';
import { nowRead } from './clock.ts';

/** Jobs of a namespace that are looked at to say how many there are: a page as large as the API has it. */
const LOOKED_AT = 100;

/** The holds in force on something of what the page is about, as far as they are known. */
export const holdsHere = (): readonly Hold[] => changesHere().data.value?.holds ?? [];

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
