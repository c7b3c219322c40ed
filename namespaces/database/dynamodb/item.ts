import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { convertToAttr, marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import type { Row } from '../rows.ts';

export type Item = Record<string, AttributeValue>;

/** The row as DynamoDB stores it. @throws RunError `VALIDATION_ERROR` for a number it cannot hold exactly */
export function toItem(row: Row): Item {
  return converted(() => marshall(row, { removeUndefinedValues: true }));
}

/** One value as DynamoDB stores it. @throws RunError as {@link toItem} */
export function toAttribute(value: unknown): AttributeValue {
  return converted(() => convertToAttr(value ?? null, { removeUndefinedValues: true }));
}

/** The item as a row; a number that a double cannot hold becomes its text. */
export function fromItem(item: Item): Row {
  return unmarshall(item, { wrapNumbers: exactNumber });
}

/** DynamoDB writes numbers without needless digits, as JavaScript mostly does; up to 15 digits are always exact. */
function exactNumber(text: string): number | string {
  const number = Number(text);
  const digits = text
    .replace(/[eE].*$/, '')
    .replaceAll(/[-+.]/g, '')
    .replaceAll(/^0+|0+$/g, '');
  return digits.length <= 15 || Number.isSafeInteger(number) || String(number) === text ? number : text;
}

function converted<T>(convert: () => T): T {
  try {
    return convert();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : 'a value cannot be stored';
    throw new RunError(ErrorCode.Validation, `DynamoDB: ${said}`, { cause });
  }
}
