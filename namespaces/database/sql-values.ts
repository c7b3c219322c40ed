/** A number when a double holds all its digits, else the text. */
export function exactNumber(text: string): number | string {
  const digits = text.replace(/^-/, '').replace('.', '').replace(/^0+/, '');
  if (Number.isSafeInteger(Number(text)) && !text.includes('.')) return Number(text);
  return /^\d*$/.test(digits) && digits.length <= 15 ? Number(text) : text;
}

/** A time without a zone, taken for UTC, in ISO 8601. */
export function utcMoment(text: string): string {
  const moment = new Date(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(moment.getTime()) ? text : moment.toISOString();
}
