import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SchedulePreview } from '../../contract/preview.ts';
import type { Schedule } from '../../contract/schedule.ts';
import { CopyButton } from '../parts/data.tsx';
import { Occurrences, Warnings } from '../parts/occurrences.tsx';
import { ScheduleForm, scheduleOf, type Typed, withSuggested } from '../parts/schedule-form.tsx';
import { block, Fact, line, Panel, Time } from '../parts/small.tsx';
import { Empty, Loading } from '../parts/states.tsx';
import { YearPanel } from '../parts/year-panel.tsx';
import { addressOf, go, place } from '../router.ts';
import { usePreview } from '../state/preview.ts';
import { count } from '../text/format.ts';

const FIELDS = [
  'cron',
  'every',
  'tz',
  'start_at',
  'endDate',
  'limit',
  'overlap',
  'missed',
  'precision',
] as const;
const SHOWN = 20;

/** Says what a schedule means before there is a job; what is typed is in the address. */
export function Preview() {
  const typed = useSignal<Typed>(fromAddress(place.value.query));
  const address = addressOf('/preview', typed.value);
  useEffect(() => {
    if (place.peek().page === '/preview') go(address, 'replace');
  }, [address]);
  const schedule = scheduleOf(typed.value);
  const isTimed =
    schedule.cron !== undefined || schedule.every !== undefined || schedule.start_at !== undefined;
  const { preview, isOld, mistakes, error } = usePreview(isTimed ? schedule : undefined, SHOWN);
  const loose = Object.entries(mistakes).filter(([field]) => !FIELDS.some((each) => each === field));
  return (
    <>
      <h1>Preview</h1>
      <Panel title="A schedule" subtitle="No job is made.">
        <ScheduleForm typed={typed} mistakes={mistakes} />
        {[...loose.map(([field, message]) => `${field}: ${message}`), ...(error ? [error] : [])].map(
          (text) => (
            <p key={text} class="refused wrap">
              {block(text)}
            </p>
          ),
        )}
      </Panel>
      {!isTimed && <Empty title="Type a cron, an interval or a start, and see when it runs." />}
      {isTimed && preview === undefined && Object.keys(mistakes).length === 0 && !error && (
        <Loading rows={6} />
      )}
      {preview && (
        <div class={`jobgrid ${isOld ? 'old' : ''}`} aria-busy={isOld}>
          <Panel title="What it means">
            <p class="reading">{block(preview.reading)}</p>
            <Warnings
              warnings={preview.warnings}
              use={(suggested) => {
                typed.value = withSuggested(typed.value, suggested);
              }}
            />
            <Facts preview={preview} />
            <Calls schedule={schedule} />
          </Panel>
          <Panel title="Next runs" subtitle={preview.ends ? `it ends by its ${preview.ends.by}` : undefined}>
            <Occurrences preview={preview} name="Next runs" />
          </Panel>
        </div>
      )}
      {preview?.recurring && !isOld && <YearPanel key={JSON.stringify(schedule)} schedule={schedule} />}
    </>
  );
}

function fromAddress(query: URLSearchParams): Typed {
  const given = FIELDS.flatMap((field) => {
    const value = query.get(field);
    return value === null ? [] : [[field, value]];
  });
  return Object.fromEntries(given) as Typed;
}

function Facts({ preview: { price, transport, ends, tz } }: { preview: SchedulePreview }) {
  return (
    <dl class="facts">
      <Fact name="Runs in 30 days">{count(price.runs)}</Fact>
      <Fact name="Price of 30 days">
        <span title={price.basis}>about {price.usd.toFixed(2)} USD on AWS</span>
      </Fact>
      <Fact name="Woken by">
        {transport.by}
        {transport.expressions.map((each) => (
          <span key={each}>
            {' '}
            <code>{line(each)}</code>
          </span>
        ))}
      </Fact>
      {ends?.at !== undefined && (
        <Fact name="Last run">
          <Time at={ends.at} zone={tz} />
        </Fact>
      )}
    </dl>
  );
}

/** The same schedule as other callers write it. */
function Calls({ schedule }: { schedule: Schedule }) {
  const json = JSON.stringify(schedule);
  const calls = {
    Client: `await ductape.jobs.preview(${json});`,
    Dispatch: `schedule: ${json}`,
    curl: `curl -s ${location.origin}/v1/schedules/preview -H 'content-type: application/json' -d '${JSON.stringify({ schedule }).replaceAll("'", "'\\''")}'`,
  };
  return (
    <ul class="plain calls">
      {Object.entries(calls).map(([name, text]) => (
        <li key={name}>
          <span class="t3">{name}</span>
          <code class="wrap">{block(text)}</code>
          <CopyButton text={text} what={name} />
        </li>
      ))}
    </ul>
  );
}
