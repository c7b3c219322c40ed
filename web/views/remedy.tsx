import { useState } from 'preact/hooks';
import type { CommandName } from '../../contract/commands.ts';
import type { Job } from '../../contract/job.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { line } from '../parts/small.tsx';
import { COMMAND_WORDS, refusalOf } from '../text/effects.ts';
import { titleOf } from '../text/words.ts';
import { Ask } from './job/actions.tsx';

/** What is done first about a job that needs a person. */
const REMEDIES = ['retry', 'trigger'] as const satisfies CommandName[];

/** The command that has a job run once more; nothing where its state takes none. */
export function Remedy({ job }: { job: Job }) {
  const [isAsked, setAsked] = useState(false);
  const name = REMEDIES.find((each) => refusalOf(each, job) === undefined);
  if (name === undefined) return null;
  const { button } = COMMAND_WORDS[name];
  return (
    <div class="acts">
      <ActionButton onClick={() => setAsked(true)} label={`${button} ${line(titleOf(job), 60)}`}>
        {button}…
      </ActionButton>
      {isAsked && <Ask name={name} job={job} onClose={() => setAsked(false)} />}
    </div>
  );
}
