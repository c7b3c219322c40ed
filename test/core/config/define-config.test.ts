import { parseConfig } from '../../../namespaces/config-registry.ts';

const inEnv = (env: Record<string, unknown>) => ({ products: { shop: { envs: { dev: env } } } });
const refusal = (env: Record<string, unknown>) => {
  try {
    parseConfig(inEnv(env));
    return '';
  } catch (error) {
    return String(error).replaceAll('products.shop.envs.dev.', '');
  }
};

const neo4j = (input: object) => ({
  graphs: {
    g: { provider: 'neo4j', url: 'bolt://h:7687', events: { e: { operation: 'query', input } } },
  },
});
const postgres = (operation: string, input: object) => ({
  database: { d: { provider: 'postgres', url: 'postgres://h/d', events: { e: { operation, input } } } },
});
const channels = (message: object, more: object = {}) => ({
  notifications: { n: { provider: 'channels', ...more, messages: { m: message } } },
});
const app = (path: string) => ({
  actions: { a: { provider: 'http', baseUrl: 'http://h/api', events: { e: { method: 'GET', path } } } },
});
const s3 = (prefix: string) => ({ storage: { s: { provider: 's3', bucket: 'files', prefix } } });

describe('the text of a query in a config', () => {
  test.each(['MATCH (n {id: "{{id}}"}) RETURN n', 'MATCH (n) WHERE n.by = "$Session{tag}" RETURN n'])(
    'takes nothing in, for it would be read as query: %s',
    (query) => {
      const message = 'input.query: must hold neither {{…}} nor operators; put them into params';
      expect(refusal(neo4j({ query }))).toContain(`graphs.g.events.e.${message}`);
      expect(refusal(postgres('raw', { query }))).toContain(`database.d.events.e.${message}`);
    },
  );

  test('is that of a query in code only: of another operation it is a field like any other', () => {
    const refused = refusal(postgres('insert', { query: '{{id}}' }));
    expect(refused).not.toContain('must hold neither');
  });

  test('may have placeholders and operators in its params', () => {
    const params = { id: '{{id}}', by: '$Session{tag}' };
    expect(refusal(neo4j({ query: 'MATCH (n {id: $id}) RETURN n', params }))).toBe('');
    expect(refusal(postgres('raw', { query: 'select $1', params: ['{{id}}'] }))).toBe('');
  });
});

describe('a placeholder in a config', () => {
  test('of no known kind is named with its path', () => {
    const message = 'says no known kind; did you mean ":list"?';
    expect(refusal(postgres('delete', { table: 't', where: { id: { $in: '{{ids:lst}}' } } }))).toContain(
      `database.d.events.e.input.where.id.$in: {{ids:lst}} ${message}`,
    );
    expect(refusal(channels({ sms: { body: 'Hello {{names:lst}}' } }))).toContain(
      `notifications.n.messages.m.sms.body: {{names:lst}} ${message}`,
    );
  });

  test('stands in values only', () => {
    expect(refusal(postgres('delete', { table: 't', where: { '{{column}}': 1 } }))).toContain(
      'where.{{column}}: a name may hold no {{…}}',
    );
    expect(refusal(channels({ callback: { body: { a: { '{{key}}': 1 } } } }))).toContain(
      'callback.body.a.{{key}}: a name may hold no {{…}}',
    );
  });

  test.each([
    ['<p>{{x}}</p><a href="https://example.com/?q={{x}}" title=\'{{ x }}\'>{{x}}</a>', true],
    ['a < b {{x}} <b>{{x}}', true],
    ['<a href={{x}}>', false],
    ['<{{x}}>', false],
    ['<img alt="a" {{x}}>', false],
    ['<img alt="a" {{x}}', false],
    ['<script>let a = "{{x}}"</script>', false],
    ['<style>p { color: {{x}} }</style>', false],
    ['<!-- {{x}} -->', false],
    ['<p onclick="go(\'{{x}}\')">', false],
  ])('in the HTML %s stands where escaping is enough: %s', (html, fine) => {
    const said = refusal(channels({ email: { subject: 's', html } }));
    expect(said.includes('notifications.n.messages.m.email.html: may hold {{…}} only as text')).toBe(!fine);
  });
});

describe('where a config leads', () => {
  test.each(['/a/../b', '/..', '/%2e%2e/admin', '/a\\..\\b', '/a#b'])(
    'a path %j is refused, for it leads elsewhere than it says',
    (path) => {
      expect(refusal(app(path))).toContain('actions.a.events.e.path: must hold no');
      const callback = { url: `http://h${path}` };
      expect(refusal(channels({ callback: {} }, { callback }))).toContain('callback.url: must hold no');
    },
  );

  test('a path with a control character is refused', () => {
    expect(refusal(app('/a\nb'))).toContain('actions.a.events.e.path: must hold no');
  });

  test.each(['/a/:id', '//a', '/a b?x=../y', '/v1.2/:a.json'])('a path %j is fine', (path) => {
    expect(refusal(app(path))).toBe('');
  });

  test('a prefix that names no folder is refused', () => {
    expect(refusal(s3('tmp/../other'))).toContain('storage.s.prefix: must not hold "." or ".."');
    expect(refusal(s3('tmp'))).toBe('');
  });
});

describe('a field that a config does not know', () => {
  test.each([
    [
      'of a resource',
      { actions: { a: { provider: 'http', baseURL: 'http://h' } } },
      'did you mean "baseUrl"?',
    ],
    ['of an env', { action: {} }, 'did you mean "actions"?'],
    [
      'of a named event',
      {
        actions: { a: { provider: 'http', baseUrl: 'http://h', events: { e: { method: 'GET', pth: '/' } } } },
      },
      'did you mean "path"?',
    ],
  ])('%s is told with the nearest that it knows', (_where, env, hint) => {
    expect(refusal(env)).toContain(hint);
  });
});
