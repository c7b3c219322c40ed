import { isScalar, REQUEST_TEXT_MAX } from './request-values.ts';

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers that belong to the connection or to the scheduler, whatever the configuration says. */
const RESERVED = [
  'connection',
  'content-length',
  'expect',
  'host',
  'idempotency-key',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** What is wrong with a header's name, by RFC 9110 5.1, if anything. */
export function nameFault(name: string): string | undefined {
  return NAME.test(name) ? undefined : 'is not a header name';
}

/** What is wrong with a header's value, by RFC 9110 5.5, if anything: no CR, LF, NUL, nothing past Latin-1. */
export function valueFault(value: string): string | undefined {
  if (value.length > REQUEST_TEXT_MAX) return `must be at most ${REQUEST_TEXT_MAX} characters`;
  return VALUE.test(value) ? undefined : 'holds a character that a header cannot carry';
}

/** Whether a server's access token can be sent back to it in a header: one that cannot is the server's fault. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && valueFault(`Bearer ${value}`) === undefined;
}

/** Why a dispatch may not set a header so, if it may not. @param configured the names that the configuration sets */
export function headerFault(
  name: string,
  value: unknown,
  { configured, by }: { configured: readonly string[]; by: string },
): string | undefined {
  if (!isScalar(value)) return 'expected text, a number or a boolean';
  const wanted = name.toLowerCase();
  if (RESERVED.includes(wanted)) return 'is set by the scheduler';
  if (configured.some((own) => own.toLowerCase() === wanted)) return `is set by the ${by}'s configuration`;
  return nameFault(name) ?? valueFault(String(value));
}
