import type { Changes } from '../../contract/changes.ts';
import { defined } from '../../contract/plain-data.ts';
import { place } from '../router.ts';
import { currentScope } from '../state/scope.ts';
import { ductape } from './client.ts';
import { EVERY_MS, entryOf, type Live, poll, tell } from './live.ts';
import { OneOfTabs } from './tabs.ts';

/** What the last answer tells of what the page is about. */
export const changesHere = (): Live<Changes> => entryOf(`told ${place.value.query.get('in') ?? ''}`);

/** How far a tab has been told of changes, and when that was asked, Unix ms by the browser's clock. */
interface Known {
  cursor: string;
  at: number;
}

/** An answer, and what was known before it. */
interface Told {
  answer: Changes;
  at: number;
  before: Known | undefined;
}

/** Asks again and again whether anything has changed of what the page is about and what is held, and has the views look at it. */
export function startChanges(): void {
  let about = '';
  let known: Known | undefined;
  const hear = ({ answer, at, before }: Told) => {
    // It is about what the page was about.
    if (about !== JSON.stringify(currentScope())) return;
    // An answer that begins later leaves out what changed between.
    const isNext = known === undefined || (before !== undefined && before.at <= known.at);
    if (isNext) known = { cursor: answer.cursor, at };
    const isTold = answer.more || answer.changed.length > 0;
    changesHere().data.value = answer;
    if (isTold) tell(answer);
  };
  const tabs = new OneOfTabs<Told>('changes', hear);
  poll(async () => {
    const scope = currentScope();
    const asked = JSON.stringify(scope);
    // What the views have read of another scope is read anew by them.
    if (asked !== about) known = undefined;
    about = asked;
    const before = known;
    const at = Date.now();
    const ask = async () => {
      const answer = await ductape.jobs.pollChanges({ ...scope, ...defined({ since: before?.cursor }) });
      return answer && { answer, at, before };
    };
    const told = await tabs.ask(asked, ask);
    if (told) hear(told);
  }, EVERY_MS.changes);
}
