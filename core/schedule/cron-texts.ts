import { defined } from '../../contract/plain-data.ts';

/** The nicknames of the dialect (docs/time.md, 1) and what they stand for. */
export const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** The fields of a cron expression as they are written. */
export interface CronTexts {
  /** Absent in an expression of five fields. */
  second?: string;
  minute: string;
  hour: string;
  day: string;
  month: string;
  weekday: string;
  /** Absent in one of five or six. */
  year?: string;
}

/** Splits a valid expression into its fields, in capitals, `?` as the `*` it means; nicknames are written out. */
export function cronTexts(expression: string): CronTexts {
  const text = expression.trim();
  const parts = (NICKNAMES[text] ?? text).toUpperCase().replaceAll('?', '*').split(/\s+/);
  const second = parts.length > 5 ? parts.shift() : undefined;
  const [minute, hour, day, month, weekday, year] = parts as [
    string,
    string,
    string,
    string,
    string,
    string?,
  ];
  return {
    ...defined({ second }),
    minute,
    hour,
    day,
    month,
    weekday,
    ...defined({ year }),
  };
}

/** Writes an expression of the fields, which are as many as there were. */
export function writeCron({ second, minute, hour, day, month, weekday, year }: CronTexts): string {
  const parts = [second, minute, hour, day, month, weekday, year];
  return parts.filter((part) => part !== undefined).join(' ');
}
