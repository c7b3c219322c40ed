import fc from 'fast-check';
import type { DynamoDbDatabase } from '../../../contract/resources/database.ts';
import { dynamoDbMismatch } from '../../../namespaces/database/dynamodb/fit.ts';
import { readPartiQl } from '../../../namespaces/database/dynamodb/partiql.ts';

const table = (name: string) => ({
  tableArn: `arn:aws:dynamodb:eu-west-1:111122223333:table/${name}`,
  partitionKey: { name: 'id', type: 'S' } as const,
});
const database: DynamoDbDatabase = {
  provider: 'dynamodb',
  tables: { ledger: table('shop-dev-ledger'), people: table('people') },
};

const mismatchOf = (query: string) => dynamoDbMismatch({ operation: 'raw', query }, database, 'dispatch');

describe('a PartiQL statement over the declared tables', () => {
  test.each([
    ['SELECT * FROM "shop-dev-ledger"', 'select', 'shop-dev-ledger'],
    ['select id, total from people where id = ?', 'select', 'people'],
    ['SELECT "from" FROM "people"."by_name" WHERE "a.b"=1 ORDER BY id DESC', 'select', 'people'],
    [
      "SELECT a[0].b, size(c) FROM people.by_name WHERE x IN [1, -2.5e3] AND y = 'it''s \"from\"'",
      'select',
      'people',
    ],
    ['\n\tSELECT *\r\nFROM\n"people"\nWHERE NOT id BETWEEN ? AND ?', 'select', 'people'],
    ['SELECT * FROM "arn:aws:dynamodb:eu-west-1:111122223333:table/people"', 'select', '…'],
    [
      `INSERT INTO "people" VALUE {'id': 'FROM "other"', 'tags': <<'a'>>, 'n': {'m': [1]}}`,
      'insert',
      'people',
    ],
    ['insert into people value {"id": ?}', 'insert', 'people'],
    ['UPDATE people SET n = n + 1 REMOVE m WHERE id = ? RETURNING ALL NEW *', 'update', 'people'],
    [`UPDATE "people" REMOVE a SET b = list_append(b, ['UPDATE x']) WHERE id = '--'`, 'update', 'people'],
    ['DELETE FROM "people" WHERE id = ?', 'delete', 'people'],
    ['delete from people', 'delete', 'people'],
    ['EXISTS(SELECT * FROM "people" WHERE id = ? AND (n > 1 OR m < 2))', 'exists', 'people'],
  ])('%s is taken', (query, kind, name) => {
    expect(mismatchOf(query)).toBeUndefined();
    const read = readPartiQl(query);
    expect(read.kind).toBe(kind);
    if (name !== '…') expect(read.table).toBe(name);
  });

  test('asks for changed rows only where RETURNING stands outside texts and names', () => {
    expect(readPartiQl('UPDATE people SET a = 1 WHERE id = ? RETURNING ALL OLD *').returning).toBe(true);
    expect(readPartiQl('DELETE FROM people RETURNING ALL OLD *').returning).toBe(true);
    expect(readPartiQl(`UPDATE people SET "returning" = 'returning'`).returning).toBe(false);
  });
});

describe('a table of another', () => {
  test.each([
    ['its name', 'SELECT * FROM "shop-prd-ledger"'],
    ['an update', 'UPDATE "shop-prd-ledger" SET total = 0 WHERE id = \'1\''],
    ['a deletion', 'DELETE FROM "shop-prd-ledger" WHERE id = ?'],
    ['an insertion', `INSERT INTO "shop-prd-ledger" VALUE {'id': 'x'}`],
    ['a condition check', 'EXISTS(SELECT * FROM "shop-prd-ledger" WHERE id = ?)'],
    ['another case', 'SELECT * FROM "PEOPLE"'],
    ['another case without quotes', 'SELECT * FROM People'],
    ['a declared name as the index', 'SELECT * FROM "other"."people"'],
    ['a name that begins with a declared one', 'SELECT * FROM "people2"'],
    ['a name with a dot', 'SELECT * FROM "people.by_name"'],
    ['a quote in the name', 'SELECT * FROM "people""x"'],
    ['nothing but quotes', 'SELECT * FROM """people"""'],
    ['an empty name', 'SELECT * FROM ""'],
    ['a space in the name', 'SELECT * FROM " people"'],
    ['a line break in the name', 'SELECT * FROM "people\n"'],
    ['a letter that only looks alike', 'SELECT * FROM "pеople"'],
    ['fullwidth letters', 'SELECT * FROM "ｐｅｏｐｌｅ"'],
    ['an invisible character', 'SELECT * FROM "people\u200b"'],
    ['the ARN of another table', 'SELECT * FROM "arn:aws:dynamodb:eu-west-1:111122223333:table/people2"'],
    ['the ARN in another region', 'SELECT * FROM "arn:aws:dynamodb:us-east-1:111122223333:table/people"'],
    ['the ARN in another account', 'SELECT * FROM "arn:aws:dynamodb:eu-west-1:999922223333:table/people"'],
    ['the tag of the config', 'SELECT * FROM ledger'],
  ])('is not found: %s', (_how, query) => {
    expect(mismatchOf(query)).toEqual({ notFound: expect.stringMatching(/^unknown table "/) });
  });

  test('is not found in words that help with the declared tables and tell of no others', () => {
    expect(mismatchOf('SELECT * FROM "peple"')).toEqual({
      notFound: 'unknown table "peple"; did you mean "people"?',
    });
  });
});

describe('what is not understood', () => {
  test.each([
    ['two statements', 'SELECT * FROM people; DELETE FROM other', 'one statement, without ";"'],
    ['a semicolon at the end', 'SELECT * FROM people;', 'one statement, without ";"'],
    ['a line comment', 'SELECT * FROM people -- FROM other', 'comments are not taken'],
    ['a block comment', 'SELECT * /* FROM people */ FROM other', 'comments are not taken'],
    [
      'a join by a comma',
      'SELECT * FROM people, other',
      /^after the table, expected WHERE or ORDER or \); got ","/,
    ],
    ['a join', 'SELECT * FROM people JOIN other ON 1 = 1', /^after the table/],
    ['an alias', 'SELECT * FROM people AS p', /^after the table/],
    ['an alias without a word', 'SELECT * FROM people "p"', /^after the table/],
    ['a subquery', 'SELECT * FROM (SELECT * FROM other)', /^expected a table; got "\("/],
    [
      'a subquery in the condition',
      'SELECT * FROM people WHERE id IN (SELECT id FROM other)',
      /^SELECT is not taken/,
    ],
    ['a subquery in the projection', 'SELECT (SELECT id FROM other) FROM people', /^SELECT is not taken/],
    ['a FROM in brackets', 'SELECT (a FROM other) FROM people', /^FROM is not taken/],
    ['a second FROM', 'SELECT * FROM people WHERE a = 1 FROM other', /^FROM is not taken/],
    ['a nested check', 'DELETE FROM people WHERE EXISTS(SELECT * FROM other)', /^EXISTS is not taken/],
    [
      'an insertion from a query',
      'INSERT INTO people SELECT * FROM other',
      /^after the table, expected VALUE/,
    ],
    ['a second table of an update', 'UPDATE people, other SET a = 1', /^after the table/],
    ['an update of an index', 'UPDATE "people"."x" SET a = 1', /^after the table/],
    ['an update after an update', 'UPDATE people SET a = 1 UPDATE other SET a = 1', /^UPDATE is not taken/],
    ['something after a check', 'EXISTS(SELECT * FROM people) AND 1 = 1', /^expected the end/],
    ['three names', 'SELECT * FROM "a"."people"."x"', /^after the table/],
    ['a table as text', "SELECT * FROM 'people'", /^expected a table/],
    ['a table as parameter', 'SELECT * FROM ?', /^expected a table/],
    ['backticks', 'SELECT * FROM `people`', 'unexpected character U+0060'],
    ['a name that is not closed', 'SELECT * FROM "people', /^a name is not closed/],
    ['a text that is not closed', "SELECT * FROM people WHERE a = 'x", /^a text is not closed/],
    ['a backslash before a quote', "SELECT * FROM people WHERE a = '\\'' , b = ' '", /^a text is not closed/],
    ['a backslash in a name', 'SELECT * FROM "people\\""', /^a name is not closed/],
    ['a space that is none of ASCII', 'SELECT * FROM\u00a0people', 'unexpected character U+00A0'],
    ['a line separator', 'SELECT * FROM\u2028people', 'unexpected character U+2028'],
    ['a null character', 'SELECT * FROM people\0', 'unexpected character U+0000'],
    ['a letter outside ASCII', 'ſELECT * FROM people', 'unexpected character U+017F'],
    ['a bracket that is not closed', 'SELECT * FROM people WHERE (a = 1', /^expected "\)"; got the end/],
    ['a bracket that closes nothing', 'SELECT * FROM people WHERE a = 1)', /^"\)" closes nothing/],
    ['brackets that cross', 'SELECT * FROM people WHERE ([a = 1)]', /^"\)" closes nothing/],
    [
      'another statement',
      'DROP TABLE people',
      /^expected SELECT or INSERT or UPDATE or DELETE or EXISTS; got "DROP"/,
    ],
    ['an explanation', 'EXPLAIN SELECT * FROM people', /^expected SELECT/],
    ['nothing', ' ', /got the end$/],
    ['no table', 'SELECT *', /^expected FROM; got the end/],
  ])('is refused: %s', (_what, query, message) => {
    const expected = message instanceof RegExp ? expect.stringMatching(message) : message;
    expect(mismatchOf(query)).toEqual({ issues: [{ path: 'input.query', message: expected }] });
  });

  test('is refused by its length beyond what DynamoDB takes', () => {
    const head = 'SELECT * FROM people WHERE ';
    expect(mismatchOf(head + 'a'.repeat(8192))).toEqual({
      issues: [{ path: 'input.query', message: 'at most 8192 characters' }],
    });
  });
});

describe('whatever an attacker writes', () => {
  const word = fc.constantFrom(
    ...'SELECT,FROM,select,fRoM,INSERT,INTO,VALUE,UPDATE,SET,DELETE,WHERE,EXISTS,JOIN,ORDER,people,other,*,.,",",(,),[,]'.split(
      ',',
    ),
    ...[
      "'",
      '"',
      "''",
      '""',
      '\\',
      '--',
      '/*',
      '*/',
      ';',
      '?',
      '=',
      '\n',
      '\u00a0',
      '"other"',
      '"people"',
      "'x'",
    ],
    'OTHER',
    ',',
  );
  const statement = fc
    .tuple(
      fc.constantFrom(
        'SELECT * FROM people ',
        'DELETE FROM people ',
        'UPDATE people SET a=',
        'EXISTS(SELECT * FROM people ',
        '',
      ),
      fc.array(word, { maxLength: 14 }),
    )
    .map(([head, words]) => head + words.join(' '));

  test('the table that is read is the only one that stands where a table can stand', () => {
    let taken = 0;
    fc.assert(
      fc.property(statement, (query) => {
        if (mismatchOf(query)) return;
        taken += 1;
        // A reader of its own: texts and quoted names blanked, what follows FROM, INTO, UPDATE, JOIN or their commas.
        const bare = query.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, (quoted) => {
          if (quoted.startsWith("'")) return "''";
          return quoted === '"people"' ? 'people' : '"';
        });
        const places = [...bare.matchAll(/\b(?:FROM|INTO|UPDATE|JOIN)\b\s*(\S+)/gi)].map(([, name]) => name);
        expect(places).toEqual([expect.stringMatching(/^people\W?$/)]);
        expect(bare).not.toMatch(/[;`\\]|--|\/\*/);
        expect(bare.match(/\bSELECT\b/gi) ?? []).toHaveLength(/^\s*(SELECT|EXISTS)/i.test(bare) ? 1 : 0);
      }),
      { numRuns: 20_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});
