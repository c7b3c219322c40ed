import { types } from '../../../namespaces/database/postgres/types.ts';

const read = (oid: number, text: string): unknown =>
  (types.getTypeParser as (oid: number, format: 'text') => (text: string) => unknown)(oid, 'text')(text);

const JSON_TEXT = '{"n":1970670598291982290,"m":1e400,"k":1}';
const KEPT = { n: '1970670598291982290', m: '1e400', k: 1 };

test.each<[string, number, string, unknown]>([
  ['json', 114, JSON_TEXT, KEPT],
  ['jsonb', 3802, JSON_TEXT, KEPT],
  ['json[]', 199, `{"${JSON_TEXT.replaceAll('"', '\\"')}",NULL}`, [KEPT, null]],
  ['jsonb[]', 3807, `{{"${JSON_TEXT.replaceAll('"', '\\"')}"}}`, [[KEPT]]],
  ['int8', 20, '9007199254740993', '9007199254740993'],
  ['numeric[]', 1231, '{1.5,12345678901234567890.5,NULL}', [1.5, '12345678901234567890.5', null]],
])(
  'a value of type %s keeps all its digits, as text where a number would be another',
  (_type, oid, text, value) => {
    expect(read(oid, text)).toEqual(value);
  },
);
