import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Job } from '../../contract/job.ts';
import { visible, visibleLine } from '../../core/text/visible.ts';
import { now } from '../state/clock.ts';
import { inFull, moment, ownZone, relative } from '../text/format.ts';
import { type Sign, stateOf } from '../text/words.ts';
import { Icon } from './icons.tsx';

/** What a list shows of a text, at most. */
const LINE_MAX = 200;

/** A text from data on one line, cut where it is long; what cannot be seen is written out. */
export const line = (text: string, most = LINE_MAX): string => visibleLine(text, most);

/** A text from data in full; what cannot be seen, but for new lines, is written out. */
export const block = (text: string): string => visible(text);

/** A state, by its shape and its word. */
export function Chip({ look, word }: Sign) {
  return (
    <span class={`chip s-${look}`}>
      <Icon look={look} />
      {word}
    </span>
  );
}

/** The state of a job, which time alone may change. */
export function StateChip({ job }: { job: Job }) {
  return <Chip {...stateOf(job, now.value)} />;
}

/** A moment by the clock of `zone`, or the reader's, with all that can be said of it for who points at it. */
export function Time({ at, zone, short }: { at: number; zone?: string | undefined; short?: boolean }) {
  const own = ownZone();
  const title = useMemo(() => inFull(at, [zone ?? own, own, 'UTC']), [at, zone]);
  return (
    <time dateTime={new Date(at).toISOString()} title={title}>
      {moment(at, now.value, zone ?? own)}
      {!short && <span class="t3"> {relative(at, now.value)}</span>}
    </time>
  );
}

/** "in 41 s", with the moment for who points at it. */
export function Ago({ at }: { at: number }) {
  const title = useMemo(() => inFull(at, [ownZone(), 'UTC']), [at]);
  return (
    <time dateTime={new Date(at).toISOString()} title={title}>
      {relative(at, now.value)}
    </time>
  );
}

/** A part of a view with its title. */
export function Panel(props: {
  title: string;
  subtitle?: ComponentChildren;
  aside?: ComponentChildren;
  flush?: boolean;
  /** Its place where there is one column. */
  place?: 'first' | 'second';
  children: ComponentChildren;
}) {
  const { title, subtitle, aside, flush, place = '', children } = props;
  return (
    <section class={`panel ${place}`}>
      <div class="ph">
        <h2>{title}</h2>
        {subtitle !== undefined && <span class="t3">{subtitle}</span>}
        <span class="sp" />
        {aside}
      </div>
      <div class={flush ? '' : 'pb'}>{children}</div>
    </section>
  );
}

/** A name and a value of a list of them. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** What is wider or longer than its place, which the keyboard scrolls too. */
export function Scroll({
  name,
  class: look = '',
  children,
}: {
  name: string;
  class?: string;
  children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard.
    <section class={`scroll ${look}`} tabIndex={0} aria-label={name}>
      {children}
    </section>
  );
}

/** Pieces that end with a line, where one does within 8000 characters: those that are not seen are not laid out. */
const PIECES = /.{1,7999}\n|.{1,8000}/gsu;

/** Text as it is, by lines. */
export function Code({ name, text }: { name: string; text: string }) {
  return (
    <Scroll name={name} class="code">
      <pre class="mono">
        {block(text)
          .match(PIECES)
          ?.map((piece, at) => (
            <span key={at}>{piece}</span>
          ))}
      </pre>
    </Scroll>
  );
}
