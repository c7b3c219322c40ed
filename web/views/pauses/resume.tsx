import { useState } from 'preact/hooks';
import type { Hold } from '../../../contract/hold.ts';
import { defined } from '../../../contract/plain-data.ts';
import { ductape } from '../../api/client.ts';
import { ActionButton } from '../../parts/action-button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { line } from '../../parts/small.tsx';
import { say } from '../../parts/toast.tsx';
import { counted } from '../../text/format.ts';
import { holdInWords } from '../../text/holds.ts';

/** Ends one hold, after it was said what that does. */
export function ResumeButton({ hold }: { hold: Hold }) {
  const [isAsked, setAsked] = useState(false);
  const what = line(holdInWords(hold));
  const run = async () => {
    const { product, env, namespace } = hold;
    const { holds } = await ductape.jobs.resumeAll(defined({ product, env, namespace }));
    const others = `${counted(holds.length, 'other pause')} of a part of it, or of more than it, still ${holds.length === 1 ? 'holds' : 'hold'}.`;
    say(`Resumed: ${what}. ${holds.length === 0 ? '' : others}`, '/pauses');
  };
  return (
    <>
      <ActionButton onClick={() => setAsked(true)}>Resume…</ActionButton>
      {isAsked && (
        <Confirm title={`Resume ${what}?`} button="Resume" run={run} onClose={() => setAsked(false)}>
          <p>
            One-time jobs that came due start now. For recurring ones the policy of each for missed runs
            decides what passed. Jobs that were paused by name or in bulk stay paused.
          </p>
          {hold.window !== undefined && (
            <p>It is a maintenance window ({line(hold.window)}), which begins again at its next time.</p>
          )}
        </Confirm>
      )}
    </>
  );
}
