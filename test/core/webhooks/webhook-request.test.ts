import { readWebhook } from '../../../core/webhooks/webhook-request.ts';

const URL_A = 'https://example.com/a';

describe('what is not a webhook', () => {
  test.each<[object, string[]]>([
    [{}, ['url', 'events', 'secret']],
    [{ url: 'http://example.com', events: [], secret: '' }, ['events', 'secret', 'url']],
    [{ url: 'nonsense', events: ['job.failed'], secret: 's3cret-key' }, ['url']],
    [{ url: 'https://10.0.0.1', events: ['job.failed'], secret: 'whsec_?' }, ['url', 'secret']],
    [{ url: URL_A, events: ['job.exploded'], secret: 's3cret-key' }, ['events.0']],
    [{ url: URL_A, events: ['job.failed'], secret: 's3cret-key', evnts: [] }, ['evnts']],
    [
      { url: `https://example.com/${'x'.repeat(2048)}`, events: ['job.failed'], secret: 's3cret-key' },
      ['url'],
    ],
    [
      { url: `https://example.com/${'😀'.repeat(1010)}`, events: ['job.failed'], secret: 's3cret-key' },
      ['url'],
    ],
    [
      { url: `https://example.com/?${'ä'.repeat(400)}`, events: ['job.failed'], secret: 's3cret-key' },
      ['url'],
    ],
  ])('%j names its mistakes', (body, paths) => {
    const checked = readWebhook(body, false);
    expect(checked.ok ? [] : checked.issues.map(({ path }) => path)).toEqual(paths);
  });

  test('keeps a URL of 2048 characters as `URL` writes it, and not one of more', () => {
    const kept = (url: string) => readWebhook({ url, events: ['job.failed'], secret: 's3cret-key' }, false);
    const longest = `https://example.com/${'%C3%A4'.repeat(338)}`;
    expect(longest).toHaveLength(2048);
    expect(kept(`https://example.com/${'ä'.repeat(338)}#a`)).toMatchObject({ value: { url: longest } });
    expect(kept(`https://example.com/${'ä'.repeat(338)}b`)).toMatchObject({
      issues: [{ path: 'url', message: expect.stringContaining('2049 characters') }],
    });
  });

  test.each<[string, object, string[]]>([
    ['a URL without TLS of 2048 characters', { url: `http://example.com/${'x'.repeat(2029)}` }, ['url']],
    ['a URL without TLS of 2049 characters', { url: `http://example.com/${'x'.repeat(2030)}` }, ['url']],
    ['a secret of 256 characters that is not base64', { secret: `whsec_${'?'.repeat(250)}` }, ['secret']],
    ['a secret of 256 characters', { secret: 'x'.repeat(256) }, []],
    ['a secret of 257 characters', { secret: 'x'.repeat(257) }, ['secret']],
    ['a hundred events', { events: Array(100).fill('job.failed') }, []],
    ['a hundred and one events', { events: Array(101).fill('job.failed') }, ['events']],
  ])('of %s is told each mistake once', (_what, fields, paths) => {
    const body = { url: URL_A, events: ['job.failed'], secret: 's3cret-key', ...fields };
    const checked = readWebhook(body, false);
    expect(checked.ok ? [] : checked.issues.map(({ path }) => path)).toEqual(paths);
  });

  test('never repeats a secret', () => {
    const secrets = ['whsec_s3cret?', `s3cret${'x'.repeat(300)}`, { s3cret: 1 }, ['s3cret']];
    const answers = secrets.map((secret) => readWebhook({ url: 'x', events: ['job.failed'], secret }, false));
    expect(answers.map(({ ok }) => ok)).toEqual([false, false, false, false]);
    expect(JSON.stringify(answers)).not.toContain('s3cret');
  });
});

test('a webhook that is wrong in many ways is told all of them at once', () => {
  const body = { url: 'x', events: ['q'], secret: 'whsec_!!', env: '', foo: 1 };
  const checked = readWebhook(body, false);
  expect(checked.ok ? [] : checked.issues.map(({ path }) => path).sort()).toEqual([
    'env',
    'events.0',
    'foo',
    'secret',
    'url',
  ]);
});
