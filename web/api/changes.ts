import { defined } from '../../contract/plain-data.ts';
import { currentScope } from '../state/scope.ts';
import { ductape } from './client.ts';
import { EVERY_MS, poll, tell } from './live.ts';

/** Asks again and again whether anything has changed of what the page is about, and has the views look at it. */
export function startChanges(): void {
  let about = '';
  let since: string | undefined;
  poll(async () => {
    const scope = currentScope();
    const asked = JSON.stringify(scope);
    // What the views have read of another scope is read anew by them.
    if (asked !== about) since = undefined;
    about = asked;
    const answer = await ductape.jobs.pollChanges({ ...scope, ...defined({ since }) });
    if (!answer || asked !== JSON.stringify(currentScope())) return;
    since = answer.cursor;
    if (answer.more || answer.changed.length > 0) tell(answer);
  }, EVERY_MS.changes);
}
