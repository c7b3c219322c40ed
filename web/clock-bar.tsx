import { useState } from 'preact/hooks';
import { errorText } from './api/client.ts';
import { type CloudClock, readClock } from './api/cloud-clock.ts';
import { useLive } from './api/live.ts';
import { ActionButton } from './parts/action-button.tsx';
import { Confirm } from './parts/confirm.tsx';
import { Icon } from './parts/icons.tsx';
import { block, line } from './parts/small.tsx';
import { say } from './parts/toast.tsx';
import { me } from './state/me.ts';
import { nextDue, travel } from './state/travel.ts';
import { cityOf, inFull, moment, ownZone, relative } from './text/format.ts';
import { titleOf } from './text/words.ts';

/** Between two looks at a clock that is watched, ms. */
const EVERY_MS = 1000;

/** The time of an embedded cloud whose clock can be moved, and what moves it. */
export function ClockBar() {
  return me.value?.clock === 'virtual' ? <Bar /> : null;
}

const failed = (error: unknown) => say(`The clock was not moved: ${block(errorText(error))}`);

function Bar() {
  const clock = useLive('clock', readClock, EVERY_MS).data.value;
  const [isAsked, setAsked] = useState(false);
  const [isLooking, setLooking] = useState(false);
  if (clock === undefined) return null;
  const now = Date.parse(clock.now);
  const goal = clock.advancing_to && Date.parse(clock.advancing_to);
  const isMoving = goal !== undefined && goal !== '';
  const refusal = isMoving || isLooking ? 'The clock is being moved.' : undefined;
  const step = async () => {
    setLooking(true);
    try {
      const next = await nextDue(now);
      if (!next) return say('No job that is scheduled has a time to come.');
      say(`To ${moment(next.at, now, ownZone())}: ${line(titleOf(next.job), 60)}`, `/jobs/${next.job.id}`);
      await travel(next.at, failed);
    } catch (error) {
      failed(error);
    } finally {
      setLooking(false);
    }
  };
  return (
    <section class="clock" aria-label="The clock of the cloud">
      <Icon look="wait" />
      <p>
        <time dateTime={clock.now} title={inFull(now, [ownZone(), 'UTC'])}>
          {inFull(now, [ownZone()]).split(' · ')[0]}
        </time>{' '}
        <span class="t3">
          {isMoving ? `· on its way to ${moment(Number(goal), now, ownZone())}` : speedOf(clock)}
        </span>
      </p>
      <ActionButton onClick={() => void step()} refusal={refusal}>
        Next due moment
      </ActionButton>
      <ActionButton onClick={() => setAsked(true)} refusal={refusal}>
        To a date…
      </ActionButton>
      {isAsked && <ToDate clock={clock} onClose={() => setAsked(false)} />}
    </section>
  );
}

const speedOf = ({ speed }: CloudClock): string =>
  speed === 1 ? '· as fast as the machine’s' : `· ${speed} s in one while everything waits`;

function ToDate({ clock, onClose }: { clock: CloudClock; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const now = Date.parse(clock.now);
  const to = new Date(typed).getTime();
  return (
    <Confirm
      title="Move the clock?"
      button="Move it"
      blocked={!(to > now)}
      run={() => travel(to, failed)}
      onClose={onClose}
    >
      <label class="field">
        <span>To, by {cityOf(ownZone())} time</span>
        <input
          type="datetime-local"
          name="to"
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </label>
      <p>
        {to > now
          ? `That is ${relative(to, now)}. What is due on the way runs in order, each at its own time.`
          : `A moment after ${moment(now, now, ownZone())} on the cloud’s clock: it never goes back.`}
      </p>
      <details>
        <summary>What does not move with it</summary>
        <ul class="effects">
          {clock.not_moved.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      </details>
    </Confirm>
  );
}
