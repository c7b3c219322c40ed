import { useComputed } from '@preact/signals';
import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { Job } from '../../../contract/job.ts';
import { Recent } from '../../charts/recent.tsx';
import { line, StateChip, Time } from '../../parts/small.tsx';
import { addressOf } from '../../router.ts';
import type { JobList, Row } from '../../state/job-list.ts';
import { cityOf, interval, ownZone } from '../../text/format.ts';
import { nextOf, shortId, titleOf } from '../../text/words.ts';

/** The jobs of a list, in the order of the API: newest first. What was drawn of a row is kept while the row is the same. */
export function JobTable({ list }: { list: JobList }) {
  const kept = useRef(new WeakMap<Row, VNode>());
  const drawn = (row: Row) => {
    const known = kept.current.get(row) ?? drawRow(row, list);
    kept.current.set(row, known);
    return known;
  };
  return (
    <table class="cards" aria-label="Jobs, newest first">
      <thead>
        <tr>
          <th>Job</th>
          <th>State</th>
          <th>Schedule</th>
          <th>Next ({cityOf(ownZone())})</th>
          <th>Last run</th>
          <th>Of</th>
        </tr>
      </thead>
      <tbody>{list.rows.value.map(drawn)}</tbody>
    </table>
  );
}

/** Chooses a job for what is done to several; with Shift all between it and the one chosen before. */
function Choose({ job, list }: { job: Job; list: JobList }) {
  const isChosen = useComputed(() => list.chosen.value.has(job.id));
  return (
    <input
      type="checkbox"
      class="choose"
      data-choose
      aria-label={`Choose ${line(titleOf(job), 60)} ${shortId(job.id)}`}
      checked={isChosen.value}
      onClick={({ shiftKey }) => list.choose(job.id, shiftKey)}
    />
  );
}

function drawRow({ job, isGone }: Row, list: JobList): VNode {
  return (
    <tr key={job.id} class={isGone ? 'gone' : ''}>
      <td class="lead">
        <Choose job={job} list={list} />
        <a href={addressOf(`/jobs/${job.id}`)} data-row title={job.id}>
          {line(titleOf(job))}
        </a>{' '}
        <span class="mono t3">{shortId(job.id)}</span>
      </td>
      <td>
        <StateChip job={job} />
        {isGone && <span class="t3"> left the list</span>}
      </td>
      <td>{scheduleOf(job)}</td>
      <td data-name="next">
        <Next job={job} />
      </td>
      <td data-name="last">
        <Last job={job} /> {(job.recent?.length ?? 0) > 1 && <Recent ends={job.recent ?? ''} />}
      </td>
      <td class="t3 wide-only">
        {line(`${job.product}/${job.env}`, 40)} · {job.namespace}
      </td>
    </tr>
  );
}

function Next({ job }: { job: Job }) {
  const at = nextOf(job);
  return at === undefined ? <span class="t3 none">–</span> : <Time at={at} />;
}

/** A schedule in few words, as the job has it; its own view says it in plain English. */
function scheduleOf({ cron, every, tz }: Job) {
  if (cron !== undefined)
    return (
      <>
        <code>{line(cron, 60)}</code>
        {tz !== undefined && tz !== 'UTC' && <span class="t3"> {cityOf(tz)}</span>}
      </>
    );
  return every === undefined ? <span class="t3">once</span> : `every ${interval(every)}`;
}

function Last({
  job: { last_outcome: last, last_error: error, consecutive_failures: failures },
}: {
  job: Job;
}) {
  if (last?.status === 'failed')
    return (
      <span class="bad">
        {line(last.code ?? error?.code ?? 'failed', 40)}
        {failures > 1 && ` ×${failures}`}
      </span>
    );
  if (last === undefined && error === undefined) return <span class="t3 none">–</span>;
  if (last === undefined) return <span class="t3">{line(error?.code ?? '', 40)}</span>;
  return <Time at={last.at} short />;
}
