import type { JobPreviewRequest, PreviewRequest, SchedulePreview } from '../contract/preview.ts';
import { type CallOptions, callApi } from './call-api.ts';
import { idPath } from './id-path.ts';

/** Asks what a schedule means. */
export async function preview(options: CallOptions, body: PreviewRequest): Promise<SchedulePreview> {
  return callApi(options, { method: 'POST', path: '/v1/schedules/preview', body, repeatable: true });
}

/** Asks what follows of a job. */
export async function previewJob(
  options: CallOptions,
  id: string,
  body: JobPreviewRequest,
): Promise<SchedulePreview> {
  const path = idPath('POST', 'jobs', id, '/preview');
  return callApi(options, { method: 'POST', path, body, repeatable: true });
}
