import { input } from '../../../namespaces/notifications/input.ts';

const issues = (values: unknown, fields: Record<string, unknown> = { notification: 'n', event: 'm' }) => {
  const read = input.read({ ...fields, input: values });
  return read.ok ? {} : Object.fromEntries(read.issues.map(({ path, message }) => [path, message]));
};

const email = { email: { recipients: ['user@example.com'] } };

describe('which message a notifications dispatch names', () => {
  test.each([[{ notification: 'user-emails', event: 'welcome' }], [{ notification: 'user-emails:welcome' }]])(
    '%j',
    (fields) => {
      expect(input.read({ ...fields, input: email })).toEqual({
        ok: true,
        value: { target: { resource: 'user-emails', event: 'welcome' }, input: email },
      });
    },
  );

  test.each([
    [{}, ['notification', 'event']],
    [{ notification: 'n' }, ['event']],
    [{ event: 'm' }, ['notification']],
    [{ notification: 'n:' }, ['event']],
    [{ notification: ':m' }, ['notification']],
    [{ notification: 'n:m', event: 'm' }, ['event']],
    [{ notification: ['n:m'], event: 1 }, ['notification', 'event']],
  ])('%j lacks or doubles %j', (fields, paths) => {
    expect(Object.keys(issues(email, fields))).toEqual(paths);
  });

  test('everything wrong is named at once', () => {
    expect(Object.keys(issues({ sms: {} }, {}))).toEqual([
      'notification',
      'event',
      'input.sms.recipients',
      'input.sms.body',
    ]);
  });
});

describe('the channels a notification goes by', () => {
  test.each([
    [email],
    [{ email: { recipients: ['a@b.c'], subject: { name: 'Ada' }, template: { date: '$Now()' } } }],
    [{ sms: { recipients: ['+491'], body: { code: 1 } } }],
    [
      {
        push_notification: {
          device_tokens: ['t'],
          title: { text: 'x' },
          body: { text: 'y' },
          data: { id: 1 },
        },
      },
    ],
    [{ callback: {} }],
    [{ callback: { query: { a: 1 }, params: { id: 2 }, body: { b: [] }, headers: { 'X-A': 'b' } } }],
    [{ ...email, sms: { recipients: ['+491'], body: {} } }],
    [{ email: { recipients: '$Split($Session{emails}, ",")', template: '$Session{user}' } }],
  ])('%j', (values) => {
    expect(issues(values)).toEqual({});
  });

  test('are at least one', () => {
    expect(issues({})).toEqual({
      input: 'expected at least one of email, sms, push_notification, callback',
    });
  });

  test.each<[unknown, Record<string, string>]>([
    [undefined, { input: 'required' }],
    [[], { input: 'expected object, got array' }],
    [{ ...email, sns: {} }, { 'input.sns': 'unknown field "sns"; did you mean "sms"?' }],
    [{ email: { recipients: [] } }, { 'input.email.recipients': 'must be at least 1 item; got 0' }],
    [
      { email: { recipients: ['a@b.co', 1, ''] } },
      {
        'input.email.recipients.1': 'expected string, got number 1',
        'input.email.recipients.2': 'must be one address, name@domain',
      },
    ],
    [
      { email: { recipients: ['a@b.c\r\nBcc: all@b.c'] } },
      { 'input.email.recipients.0': 'must be one address, name@domain' },
    ],
    [
      { email: { ...email.email, templat: {} } },
      { 'input.email.templat': 'unknown field "templat"; did you mean "template"?' },
    ],
    [
      { push_notification: { device_tokens: ['t'] } },
      {
        'input.push_notification.title': expect.any(String),
        'input.push_notification.body': expect.any(String),
      },
    ],
    [{ callback: { headers: { a: 1 } } }, { 'input.callback.headers.a': 'expected string, got number 1' }],
    [
      JSON.parse('{"callback":{},"__proto__":{}}'),
      { 'input.__proto__': expect.stringContaining('unknown field') },
    ],
  ])('cannot be %j', (values, expected) => {
    expect(issues(values)).toEqual(expected);
  });

  test('cannot have text where variables are expected', () => {
    expect(Object.keys(issues({ sms: { recipients: ['+491'], body: 'Hello' } }))).toEqual(['input.sms.body']);
  });
});

describe('a recipient of a mail', () => {
  const of = (recipients: unknown) => issues({ email: { recipients } });

  test.each([
    'a@b.co, v@x.co',
    'a@b.co;v@x.co',
    'g:v@x.co,w@x.co;',
    'Ann <a@b.co>',
    'a@b.co v@x.co',
    '"a b"@b.co',
    'a@b@c.co',
    'none',
    '@b.co',
    'a@',
  ])('is one address, and not %j', (recipient) => {
    expect(of([recipient])).toEqual({ 'input.email.recipients.0': 'must be one address, name@domain' });
  });

  test.each([
    'a@b.co',
    'ann+tag@b.co',
    "o'neil@b.co",
    'jörg@müller.example',
    '$Secret{MAIL}',
    '$Session{tag}@b.co',
  ])('may be %j', (recipient) => {
    expect(of([recipient])).toEqual({});
  });
});
