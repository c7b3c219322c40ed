import { line } from './small.tsx';
import { useTyped } from './typed.ts';

interface FieldProps {
  name: string;
  label: string;
  value: string;
  set: (name: string, value: string) => void;
}

/** One of some words, or any. */
export function Choice({ name, label, of, value, set }: FieldProps & { of: readonly string[] }) {
  const isKnown = value === '' || of.includes(value);
  return (
    <label>
      <span>{label}</span>
      <select name={name} value={value} onChange={({ currentTarget }) => set(name, currentTarget.value)}>
        <option value="">any</option>
        {of.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
        {!isKnown && <option value={value}>{line(value, 60)}</option>}
      </select>
    </label>
  );
}

/** A word that is typed. */
export function Words({ name, label, hint, value, set }: FieldProps & { hint: string }) {
  const [typed, type] = useTyped(value);
  return (
    <label>
      <span>{label}</span>
      <input
        name={name}
        value={typed}
        placeholder={hint}
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => type(currentTarget.value)}
        onChange={({ currentTarget }) => set(name, currentTarget.value)}
      />
    </label>
  );
}

/** Longest reason that the API takes, characters. */
const REASON_MAX = 500;

/** Why something is done, which need not be said. */
export function Reason({ value, set }: { value: string; set: (value: string) => void }) {
  return (
    <label class="field">
      <span>Reason</span>
      <input
        name="reason"
        autofocus
        value={value}
        maxLength={REASON_MAX}
        placeholder="for the audit trail; may be empty"
        autocomplete="off"
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
    </label>
  );
}

/** The reason that was typed, as a call takes it. */
export const reasonOf = (typed: string): { reason?: string } =>
  typed.trim() === '' ? {} : { reason: typed.trim() };
