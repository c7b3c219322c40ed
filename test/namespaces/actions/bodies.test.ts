import type { HttpEvent } from '../../../contract/resources/actions.ts';
import { failure } from '../shared/run-failure.ts';
import { TestApp } from './test-app.ts';

const app = new TestApp();
beforeAll(() => app.start());
afterAll(() => app.stop());
beforeEach(() => app.reset());

const post = (rest: Partial<HttpEvent>, body: unknown) =>
  app.call('send', { body }, { app: { events: { send: { method: 'POST', path: '/send', ...rest } } } });

describe('a body', () => {
  test('of an event that takes forms is a form', async () => {
    await post({ body: 'form' }, { a: 'x y', list: [1, 2], none: null });
    expect(app.seen[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(app.seen[0]?.body).toBe('a=x+y&list=1&list=2');
  });

  test('of an event that takes XML is XML, with attributes, lists and every value escaped', async () => {
    await post(
      { body: 'xml' },
      {
        order: {
          '@id': 'a"<b',
          '@paid': true,
          item: [{ '#text': 'x & y', '@n': 1 }, 'z</item>'],
          none: null,
        },
      },
    );
    expect(app.seen[0]?.headers['content-type']).toBe('application/xml');
    expect(app.seen[0]?.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><order id="a&quot;&lt;b" paid="true"><item n="1">x &amp; y</item><item>z&lt;/item&gt;</item><none/></order>',
    );
  });

  test.each([
    [{ a: 1, b: 2 }, 'needs one field, the root element'],
    [['a'], 'needs one field, the root element'],
    [{ 'a><b': 1 }, 'has a name that XML does not take'],
    [{ a: { '@x y': 1 } }, 'has a name that XML does not take'],
    [{ a: { b: [{ '?pi': 1 }] } }, 'has a name that XML does not take'],
    [{ '@a': 1 }, 'needs one field, the root element'],
    [{ '#text': 'a' }, 'needs one field, the root element'],
    [{ a: [1, 2] }, 'needs one field, the root element'],
    [null, 'needs one field, the root element'],
    [{ a: { '@x': { b: 1 } } }, 'takes text, a number or a boolean as "@x"'],
    [{ a: { '#text': null } }, 'takes text, a number or a boolean as "#text"'],
    [{ a: { b: [[1]] } }, 'takes no list in a list, as "b" has'],
    [{ a: 'x\u0000' }, 'holds no control characters'],
    [{ a: { '@b': '\ud800' } }, 'holds no control characters'],
    [{ '!--': 1 }, 'has a name that XML does not take'],
  ])('of %j is not XML', async (body, message) => {
    const error = await failure(post({ body: 'xml' }, body));
    expect(error.code).toBe('VALIDATION_ERROR');
    expect(error.message).toContain(message);
    expect(app.seen).toEqual([]);
  });
});

describe('the result of an event that picks from the answer', () => {
  const answers = (type: string, text: string) => {
    app.answer = (_request, response) => response.writeHead(200, { 'content-type': type }).end(text);
  };

  test('is what stands at the paths, and null where nothing does', async () => {
    answers('application/json', '{"data":{"items":[{"id":7},{"id":8}],"n":0},"big":"x"}');
    const result = {
      first: 'data.items[0].id',
      second: 'data.items.1',
      n: 'data.n',
      gone: 'data.x.y',
      up: '__proto__.a',
    };
    expect(await post({ result }, {})).toEqual({ first: 7, second: { id: 8 }, n: 0, gone: null, up: null });
  });

  test('is picked from all of an answer that is too large to keep', async () => {
    answers('application/json', JSON.stringify({ filler: 'x'.repeat(500_000), id: 'at the end' }));
    expect(await post({ result: { id: 'id' } }, {})).toEqual({ id: 'at the end' });
  });

  test('is picked from XML, of which no entity is expanded', async () => {
    answers('application/xml; charset=utf-8', '<r><order id="7"><state>done</state></order></r>');
    expect(await post({ result: { id: 'r.order.@id', state: 'r.order.state' } }, {})).toEqual({
      id: '7',
      state: 'done',
    });
    answers(
      'text/xml',
      '<r a="&quot;"><b>A&amp;B &lt;&#65;&#x42;&gt; &amp;lt;</b><c><![CDATA[&amp;]]></c></r>',
    );
    expect(await post({ result: { a: 'r.@a', b: 'r.b', c: 'r.c' } }, {})).toEqual({
      a: '"',
      b: 'A&B <AB> &lt;',
      c: '&amp;',
    });
    answers('text/xml', '<!DOCTYPE r [<!ENTITY x "boom">]><r><a>&x;</a></r>');
    expect(JSON.stringify(await post({ result: { a: 'r.a' } }, {}))).not.toContain('boom');
  });

  test('is all null for an answer that is not what it says, or nothing', async () => {
    for (const text of ['<a><b></a>', 'none', '']) {
      answers('application/xml', text);
      expect(await post({ result: { a: 'a', whole: '.' } }, {})).toEqual({ a: null, whole: null });
    }
    answers('application/json', '{');
    expect(await post({ result: { a: 'a' } }, {})).toEqual({ a: null });
  });

  test('is picked from JSON that comes as another type', async () => {
    answers('text/plain', '{"a":1}');
    expect(await post({ result: { a: 'a' } }, {})).toEqual({ a: 1 });
  });

  test('is text in the charset the app names', async () => {
    app.answer = (_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/xml; charset="ISO-8859-1"' })
        .end('<r>\xfc</r>', 'latin1');
    expect(await post({ result: { r: 'r' } }, {})).toEqual({ r: 'ü' });
    expect(await post({}, {})).toBe('<r>ü</r>');
    answers('text/plain; charset=unheard-of', 'ü');
    expect(await post({}, {})).toBe('ü');
  });
});
