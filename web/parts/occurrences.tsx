import type { PreviewWarning, SchedulePreview } from '../../contract/preview.ts';
import { now } from '../state/clock.ts';
import { cityOf, moment, ownZone } from '../text/format.ts';
import { Icon } from './icons.tsx';
import { Ago, block, line } from './small.tsx';

type Suggested = NonNullable<PreviewWarning['suggested']>;

/** What may not be meant. @param use puts what is suggested where a schedule is typed */
export function Warnings({
  warnings,
  use,
}: {
  warnings: readonly PreviewWarning[];
  use?: (suggested: Suggested) => void;
}) {
  return (
    <>
      {warnings.map(({ code, message, suggested }) => (
        <p key={code + message} class="warn">
          <Icon look="wait" />
          <span>
            <span class="hidden">Warning: </span>
            {block(message)} <code class="t3">{code}</code>{' '}
            {use && suggested && (
              <button
                type="button"
                class="btn"
                aria-label={`Use it: ${line(String(suggested.cron ?? suggested.every))}`}
                onClick={() => use(suggested)}
              >
                Use it
              </button>
            )}
          </span>
        </p>
      ))}
    </>
  );
}

/**
 * The next times of a schedule, by its own zone first and by the reader's where that is another.
 * @param before another one: times that it does not have are marked
 */
export function Occurrences(props: {
  preview: SchedulePreview;
  name: string;
  before?: SchedulePreview | undefined;
}) {
  const { preview, name, before } = props;
  const isNew = (at: number) => before?.occurrences.every((each) => each.at !== at);
  const own = ownZone();
  const isElsewhere = preview.tz !== own;
  if (preview.occurrences.length === 0) return <p class="t3">No run follows.</p>;
  return (
    <table class="times" aria-label={name}>
      <thead>
        <tr>
          <th>{cityOf(preview.tz)}</th>
          {isElsewhere && <th>You ({cityOf(own)})</th>}
          <th class="n">From now</th>
        </tr>
      </thead>
      <tbody>
        {preview.occurrences.map(({ at, utc, local, ends_by: end }) => (
          <tr key={at}>
            <td>
              <time dateTime={utc} title={`${local} · ${utc} · ${at} ms`}>
                {moment(at, now.value, preview.tz)}
              </time>
              {end !== undefined && <span class="t3"> the last</span>}
              {isNew(at) && <strong> new</strong>}
            </td>
            {isElsewhere && <td>{moment(at, now.value, own)}</td>}
            <td class="n t3">
              <Ago at={at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
