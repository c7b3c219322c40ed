import { useMemo, useState } from 'preact/hooks';
import { count } from '../text/format.ts';
import { Code } from './small.tsx';
import { say } from './toast.tsx';

/** What is shown of a long text until all is asked for, characters. */
const FIRST = 8000;

/** A value of JSON as text, to read and to copy. */
export function Data({ name, value }: { name: string; value: unknown }) {
  const [isWhole, setWhole] = useState(false);
  const text = useMemo(() => JSON.stringify(value, null, 2) ?? '', [value]);
  const isCut = text.length > FIRST && !isWhole;
  return (
    <>
      <Code name={name} text={isCut ? text.slice(0, FIRST) : text} />
      <div class="acts">
        {isCut && (
          <button type="button" class="btn" onClick={() => setWhole(true)} data-whole>
            Show all {count(text.length)} characters
          </button>
        )}
        <CopyButton text={text} what={name} />
      </div>
    </>
  );
}

/** Puts a text where it can be pasted from. */
export function CopyButton({ text, what, label = 'Copy' }: { text: string; what: string; label?: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      say(`Copied: ${what}.`);
    } catch {
      say('The browser does not let this page copy.');
    }
  };
  return (
    <button type="button" class="btn quiet" onClick={() => void copy()} aria-label={`${label}: ${what}`}>
      {label}
    </button>
  );
}
