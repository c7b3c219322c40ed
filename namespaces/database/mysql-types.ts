import type { TypeCastField, TypeCastNext } from 'mysql2';
import { exactNumber, utcMoment } from './sql-values.ts';

/** How a field becomes a value: times in ISO 8601 and UTC, exact numbers, booleans, and JSON as what it says. */
export function readField(field: TypeCastField, next: TypeCastNext): unknown {
  switch (field.type) {
    case 'DATETIME':
    case 'TIMESTAMP':
      return given(field.string(), utcMoment);
    case 'DATE':
    case 'NEWDATE':
      return field.string();
    case 'NEWDECIMAL':
    case 'DECIMAL':
    case 'LONGLONG':
      return given(field.string(), exactNumber);
    case 'TINY':
      return given(field.string(), (text) => (field.length === 1 ? text === '1' : Number(text)));
    case 'JSON':
      return given(field.string(), (text) => JSON.parse(text));
    default:
      return next();
  }
}

function given<T>(text: string | null, read: (text: string) => T): T | null {
  return text === null ? null : read(text);
}
