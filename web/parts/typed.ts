import { useState } from 'preact/hooks';

/**
 * What is typed into a field that is taken over later: it stays while the page is drawn anew, which happens all the time, until what the field stands for is
 * another.
 */
export function useTyped(value: string): [typed: string, type: (text: string) => void] {
  const [typed, setTyped] = useState({ of: value, text: value });
  return [typed.of === value ? typed.text : value, (text) => setTyped({ of: value, text })];
}
