import type { TypeCastField, TypeCastNext } from 'mysql2';
import { parseExactJson } from '../../shared/exact-json.ts';
import { exactNumber, utcMoment } from '../result.ts';

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
      return given(field.string(), exactNumber);
    case 'TINY':
      // Prepared statements answer numbers in binary, which the driver reads.
      return asBoolean(next(), field.length === 1);
    case 'JSON':
      return given(field.string(), parseExactJson);
    default:
      return next();
  }
}

function given<T>(text: string | null, read: (text: string) => T): T | null {
  return text === null ? null : read(text);
}

/** `BOOLEAN` is another name of `TINYINT(1)`. */
function asBoolean(value: unknown, isBoolean: boolean): unknown {
  return isBoolean && typeof value === 'number' ? value === 1 : value;
}
