import { claimsIn } from '../../../local/api-gateway/token-claims.ts';
import { tokenOf } from '../../token.ts';

test('the claims of a token are texts, lists of them as API Gateway writes them', () => {
  const token = tokenOf({
    sub: 'anna',
    products: ['shop', 'blog/prd'],
    exp: 1,
    admin: false,
    more: { a: 1 },
  });
  expect(claimsIn(`Bearer ${token}`)).toEqual({
    sub: 'anna',
    products: '[shop blog/prd]',
    exp: '1',
    admin: 'false',
    more: '{"a":1}',
  });
});

test.each([
  undefined,
  '',
  'Bearer opaque',
  'Bearer a.!.c',
  'Bearer e30.bm8.x',
  'Basic e30.e30.',
  'Bearer .e30',
])('there are none in %j', (authorization) => {
  expect(claimsIn(authorization)).toBeUndefined();
});
