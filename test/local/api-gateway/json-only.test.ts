import { isJson } from '../../../local/api-gateway/json-only.ts';

test.each(['application/json', 'Application/JSON', 'application/json; charset=utf-8', 'application/json ;x'])(
  '%s is JSON',
  (type) => {
    expect(isJson(type)).toBe(true);
  },
);

test.each([
  undefined,
  '',
  'text/plain',
  'application/jsonx',
  'application/problem+json',
  'application/reports+json',
  'application/csp-report',
  'text/plain; application/json',
  'application/json, text/plain',
])('%s is not', (type) => {
  expect(isJson(type)).toBe(false);
});
