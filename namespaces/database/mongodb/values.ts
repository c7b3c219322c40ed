import { Binary, Decimal128, Double, Int32, Long, ObjectId } from 'mongodb';
import { exactNumber } from '../sql-values.ts';

/** A value of BSON as the JSON a result holds: ids as hex, decimals and long numbers as text where a number is not exact. */
export function plainValue(value: unknown): unknown {
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Decimal128 || value instanceof Long) return exactNumber(value.toString());
  if (value instanceof Double || value instanceof Int32) return value.valueOf();
  if (value instanceof Binary) return Buffer.from(value.buffer).toString('base64');
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plainValue);
  return plainDocument(value);
}

/** A document in the same way. */
export function plainDocument(document: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, plainValue(value)]));
}
