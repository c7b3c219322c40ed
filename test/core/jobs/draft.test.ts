import { Draft } from '../../../core/jobs/draft.ts';
import { HOUR } from '../../../core/time/units.ts';
import { minutely, NOW } from './rows.ts';

const error = { code: 'TIMEOUT', message: 'late' };

test.each([
  ['the same code and message', false, error],
  ['another message', true, { ...error, message: 'later' }],
  ['another code', true, { ...error, code: 'NOT_FOUND' }],
  ['no error at all', true, undefined],
])('an event keeps its error beside a row whose last error has %s: %s', (_what, keeps, last_error) => {
  const draft = new Draft({ ...minutely(), ...(last_error && { last_error }) }, NOW, HOUR);
  draft.emit('job.failed', error);
  draft.set({});
  expect(draft.decide().row?.did?.events).toEqual([{ event: 'job.failed', ...(keeps && { error }) }]);
});
