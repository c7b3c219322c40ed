import type { Hold } from '../../../contract/hold.ts';
import { Icon } from '../../parts/icons.tsx';
import { line } from '../../parts/small.tsx';
import { addressOf } from '../../router.ts';
import { now } from '../../state/clock.ts';
import { holdsHere } from '../../state/holds.ts';
import { holdInWords, holdSentence } from '../../text/holds.ts';
import { ResumeButton } from './resume.tsx';

/** Holds that the banner has room for. */
const SHOWN = 2;

/** What is paused by scope, on every page while anything is. */
export function PauseBanner() {
  const holds = holdsHere();
  if (holds.length === 0) return null;
  return (
    <section class="banner" aria-label="What is paused">
      {holds.slice(0, SHOWN).map((hold) => (
        <Line key={holdInWords(hold)} hold={hold} />
      ))}
      <a href={addressOf('/pauses')}>{holds.length > SHOWN ? `All ${holds.length} pauses` : 'Pauses'}</a>
    </section>
  );
}

function Line({ hold }: { hold: Hold }) {
  return (
    <div>
      <Icon look="pause" />
      <p class="wrap">
        <strong>Paused</strong> {line(`${holdInWords(hold)} ${holdSentence(hold, now.value)}`, 240)}
      </p>
      <ResumeButton hold={hold} />
    </div>
  );
}
