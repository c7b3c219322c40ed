import { DuctapeError, INVALID_RESPONSE } from './ductape-error.ts';

/** A field of an answer that has to be a list: something else answers in the API's place where it is not. */
export function listIn<T>(list: readonly T[], path: string): readonly T[] {
  if (Array.isArray(list)) return list;
  const detail = 'the answer has no list where the API has one';
  throw new DuctapeError({ method: 'GET', path }, { code: INVALID_RESPONSE, detail });
}
