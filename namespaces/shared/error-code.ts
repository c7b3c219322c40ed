import { ErrorCode } from '../../contract/errors.ts';

/**
 * An error name a target gave, as a code: `card_declined`, `CardDeclined` and `card-declined` are `CARD_DECLINED`.
 * None for what is no name, and for `WORKER_LOST`, which only the platform may say.
 */
export function errorCode(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  const code = name
    .slice(0, 64)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toUpperCase();
  return /^[A-Z]/.test(code) && code !== ErrorCode.WorkerLost ? code : undefined;
}
