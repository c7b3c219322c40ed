import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createPage } from '../../lambdas/dispatch/page.ts';

const SIGN_IN = {
  issuer: 'https://login.example.com/pool"><script>',
  client: 'abc',
  scope: 'openid jobs',
  origins: ['https://auth.example.com/x'],
};
const files = new Map([
  ['index.html', Buffer.from('<!doctype html><html lang="en">')],
  ['app-1.js', Buffer.from('go()')],
]);
const page = createPage(SIGN_IN, () => files);
const get = (rawPath: string, method = 'GET') => {
  const answer = page({ rawPath, requestContext: { http: { method } } } as APIGatewayProxyEventV2);
  return answer && { ...answer, text: Buffer.from(answer.body, 'base64').toString() };
};

test('the page of every view tells where to sign in, and may call the issuer', () => {
  for (const path of ['/', '/jobs', '/jobs/job_1', '/pauses']) {
    const { text, headers } = get(path) ?? { text: '', headers: {} };
    expect(text).toBe(
      '<!doctype html><html data-issuer="https://login.example.com/pool&#34;&#62;&#60;script&#62;" data-client="abc" data-scope="openid jobs" lang="en">',
    );
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining(
        "connect-src 'self' https://login.example.com https://auth.example.com; base-uri 'none'",
      ),
    });
  }
  expect(get('/assets/app-1.js')?.text).toBe('go()');
});

test.each([
  ['/assets/none.js', 'GET'],
  ['/assets/../index.mjs', 'GET'],
  ['/v1/jobs', 'GET'],
  ['/index.html', 'GET'],
  ['/', 'POST'],
])('%s by %s is left to the API', (path, method) => {
  expect(get(path, method)).toBeUndefined();
});
