import type { BulkAction, BulkProgress, BulkRequest } from '../contract/bulk.ts';
import { type CallOptions, callApi } from './call-api.ts';
import { idPath } from './id-path.ts';

/** The pause between two looks at a bulk operation that is at work, ms. */
const PAUSE = 500;

/** Told each time a bulk operation is seen to have come further. */
export type OnProgress = (progress: BulkProgress) => void;

/** Does something to many jobs and waits until all is done, however long that takes. */
export async function runBulk(
  options: CallOptions,
  action: BulkAction,
  request: BulkRequest,
  onProgress: OnProgress = () => undefined,
): Promise<BulkProgress> {
  const path = `/v1/jobs/bulk/${action}`;
  let progress = await callApi<BulkProgress>(options, {
    method: 'POST',
    path,
    body: request,
    repeatable: false,
  });
  onProgress(progress);
  while (progress.status === 'running') {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    progress = await getBulk(options, progress.id);
    onProgress(progress);
  }
  return progress;
}

/** How far a bulk operation has come. */
export async function getBulk(options: CallOptions, id: string): Promise<BulkProgress> {
  return callApi(options, { method: 'GET', path: idPath('GET', 'bulk', id), repeatable: true });
}
