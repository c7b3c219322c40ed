import { notSent } from './sendable.ts';

/**
 * The query of fields that are set, for a GET of `path`; a list of texts becomes comma-separated, as the wire has it.
 * @throws DuctapeError `VALIDATION_ERROR`, not sent, for a value that is not a text, number or boolean
 */
export function toQuery(path: string, fields: Record<string, unknown>): Record<string, string> {
  const set = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    set.map(([name, value]) => {
      const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
      if (isList || ['string', 'number', 'boolean'].includes(typeof value))
        return [name, String(value).toWellFormed()];
      const issue = { path: name, message: 'a text, number or boolean is expected' };
      throw notSent({ method: 'GET', path }, [issue]);
    }),
  );
}
