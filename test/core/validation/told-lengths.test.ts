import { z } from 'zod';
import { check } from '../../../core/validation/check.ts';
import { unknownName } from '../../../core/validation/nearest-name.ts';
import { readPartiQl } from '../../../namespaces/database/dynamodb/partiql.ts';
import { valueFault } from '../../../namespaces/shared/header.ts';
import { identifierFault } from '../../../namespaces/shared/identifier.ts';
import { lengthFault } from '../../../namespaces/shared/request-values.ts';
import { readWhere } from '../../../namespaces/shared/where.ts';
import { fileName } from '../../../namespaces/storage/file-name.ts';

const issuesOf = (schema: z.ZodType, value: unknown) => check(schema, value);
const thrown = (work: () => unknown) => {
  try {
    return work();
  } catch (error) {
    return String(error);
  }
};

test.each<[string, (text: string) => unknown]>([
  ['a header', valueFault],
  ['a path with its query', lengthFault],
  ['a name', (text) => identifierFault(text, 'run')],
  ['an unknown name', (text) => unknownName('table', text, ['users'])],
  ['a condition', (text) => readWhere({ a: { $contains: text } }, 'run')],
  ['a pattern', (text) => readWhere({ a: { $like: text.replaceAll(/./g, '%_') } }, 'run')],
  ['a statement', (text) => thrown(() => readPartiQl(text))],
  ['a statement that is broken behind it', (text) => thrown(() => readPartiQl(`'${text.slice(8000)}' ;`))],
  ['a file', (text) => issuesOf(fileName(1000), text)],
  ['a text that is too long', (text) => issuesOf(z.string().max(100), text)],
  ['a text that is too short', (text) => issuesOf(z.string().min(100_000), text)],
  ['a text in the place of a number', (text) => issuesOf(z.number(), text)],
  ['a text in the place of a choice', (text) => issuesOf(z.enum(['a']), text)],
  ['an object in the place of a choice', (text) => issuesOf(z.enum(['a']), { text })],
])('what is said of %s does not tell how long a secret in it is', (_what, fault) => {
  const [short, long] = [8, 28].map((length) => fault(`${'a'.repeat(9000)}${'s'.repeat(length)}`));
  expect(short).toEqual(long);
  expect(JSON.stringify(short)).toMatch(/\w{5}/);
});
