import { z } from 'zod';
import { noSuch, validationError } from '../../core/errors/request-error.ts';
import { momentText } from '../../core/input/job-filter.ts';
import { commitOf } from '../../core/jobs/audit-record.ts';
import { noEntry } from '../../core/usecases/manage/undo-command.ts';
import { checkName } from '../../core/usecases/schedules/read-declaration.ts';
import { check } from '../../core/validation/check.ts';

/** The id of a bulk operation in a path. @throws RequestError `NOT_FOUND` for what is none */
export function bulkIdOf(params: Record<string, string>): string {
  const id = params['id'] ?? '';
  if (/^bulk_[0-9A-Z]{26}$/.test(id)) return id;
  throw noSuch('bulk operation', id);
}

/** The id of an entry of the audit trail in a path. @throws RequestError `NOT_FOUND` for what is none */
export function entryIdOf(params: Record<string, string>): string {
  const id = params['id'] ?? '';
  if (commitOf(id) || /^(aud|bulk)_[0-9A-Z]{26}$/.test(id) || /^window_\d{1,15}_[0-9a-z]{1,7}$/.test(id))
    return id;
  throw noEntry(id);
}

/** The id of a webhook in a path. @throws RequestError `NOT_FOUND` for what is none */
export function webhookIdOf(params: Record<string, string>): string {
  const id = params['id'] ?? '';
  if (/^hook_[\w-]{22}$/.test(id)) return id;
  throw noSuch('webhook', id);
}

const occurrence = z.strictObject({ occurrence: momentText() });

/** When an occurrence in a path was due, Unix ms. @throws RequestError `VALIDATION_ERROR` for a text that says no moment */
export function occurrenceOf(params: Record<string, string>): number {
  const checked = check(occurrence, { occurrence: params['occurrence'] ?? '' });
  if (checked.ok) return checked.value.occurrence;
  throw validationError(checked.issues);
}

/** The name of a schedule in a path. @throws RequestError `VALIDATION_ERROR` for what is none */
export function nameOf(params: Record<string, string>): string {
  const name = params['name'] ?? '';
  checkName(name);
  return name;
}

/** The id of a job in a path. @throws RequestError `NOT_FOUND` for what is none */
export function idOf(params: Record<string, string>): string {
  const id = params['id'] ?? '';
  if (/^job_[0-9A-Z]{26}$/.test(id)) return id;
  throw noSuch('job', id);
}
