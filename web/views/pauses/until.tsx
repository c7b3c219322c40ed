import type { Signal } from '@preact/signals';
import { cityOf, ownZone } from '../../text/format.ts';
import { UNTIL_WAYS, type UntilTyped } from '../../text/until.ts';

/** How a pause is to end. */
export function Until({ typed }: { typed: Signal<UntilTyped> }) {
  const { how, at } = typed.value;
  return (
    <fieldset class="ways">
      <legend>It is resumed</legend>
      {UNTIL_WAYS.map((way) => (
        <label class="tick" key={way}>
          <input
            type="radio"
            name="until"
            checked={how === way}
            onChange={() => {
              typed.value = { ...typed.value, how: way };
            }}
          />
          <span>{way}</span>
        </label>
      ))}
      {how === 'at a time' && (
        <input
          type="datetime-local"
          name="at"
          aria-label={`When it is resumed, ${cityOf(ownZone())} time`}
          value={at}
          onInput={({ currentTarget }) => {
            typed.value = { how, at: currentTarget.value };
          }}
        />
      )}
    </fieldset>
  );
}
