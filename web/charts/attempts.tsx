import type { Part } from '../text/attempts.ts';
import { took } from '../text/format.ts';

const WORDS = { worked: 'at work', backoff: 'in backoff', limit: 'waiting for a limit' };

/** A run from its start to its end: what worked is full, backoff is hatched, and what waited for a limit is dotted. */
export function AttemptsBar({ parts }: { parts: readonly Part[] }) {
  const sums = Object.entries(WORDS).flatMap(([did, words]) => {
    const ms = parts.reduce((sum, part) => sum + (part.did === did ? part.to - part.from : 0), 0);
    return ms > 0 ? [`${took(ms)} ${words}`] : [];
  });
  return (
    <figure>
      <div class="runbar" role="img" aria-label={`The run: ${sums.join(', ')}.`}>
        {parts.map((part) => (
          <span
            key={`${part.did} ${part.from}`}
            class={`${part.did} ${part.error ? 's-fail' : part.did === 'worked' ? 's-ok' : 's-wait'}`}
            style={{ flexGrow: String(Math.max(1, part.to - part.from)) }}
            title={`${took(part.to - part.from)} ${WORDS[part.did]}`}
          />
        ))}
      </div>
      <figcaption class="t3">{sums.join(' · ')}</figcaption>
    </figure>
  );
}
