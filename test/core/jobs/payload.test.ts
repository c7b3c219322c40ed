import { caller, creatorOf } from '../../../core/jobs/caller.ts';
import { isInline } from '../../../core/jobs/payload.ts';
import { jsonBytes } from '../../../core/text/bounds.ts';

const payload = (bytes: number) => {
  const empty = { target: { resource: 'app' }, input: { x: '' } };
  return { ...empty, input: { x: 'x'.repeat(bytes - jsonBytes(empty)) } };
};
const creator = creatorOf(caller(`arn:aws:sts::123456789012:assumed-role/${'r'.repeat(100)}`, 'iam'));

test.each([
  [320, undefined, true],
  [321, undefined, false],
  [320, creatorOf(caller('local', 'local')), true],
  [380 - jsonBytes(creator), creator, true],
  [381 - jsonBytes(creator), creator, false],
])('A payload of %i bytes beside %j rides in the row: %s', (bytes, created_by, rides) => {
  expect(isInline(payload(bytes), created_by)).toBe(rides);
});
