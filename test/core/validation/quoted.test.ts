import { quoted } from '../../../core/text/bounds.ts';
import { unknownName } from '../../../core/validation/nearest-name.ts';
import { identifierFault } from '../../../namespaces/shared/identifier.ts';

/** Longer than what messages quote, as a value that an operator has put together of padding and a secret. */
const LONG = `${'x'.repeat(50)}s3cret${'y'.repeat(100)}`;

test.each<[string, string | undefined]>([
  ['a quotation', quoted(LONG)],
  ['an unknown name', unknownName('table', LONG, ['users'])],
  ['a name that is none', identifierFault(LONG, 'run')],
])('%s holds all of a text or none of it, for a piece may be a piece of a secret', (_what, message) => {
  expect(message).toMatch(/text of more than (60|100) characters/);
  expect(message).not.toContain('156');
  expect(message).not.toContain('xxx');
});

test('A short text is quoted as JSON writes it, which the redactor reads.', () => {
  expect(quoted('a "b"')).toBe('"a \\"b\\""');
});
