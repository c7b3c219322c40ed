import { Webhook } from 'standardwebhooks';
import { systemClock } from '../../../adapters/aws/clock.ts';
import { secretFault, signedHeaders } from '../../../core/webhooks/sign.ts';

const BODY = '{"event":"job.completed","job":{"id":"ä€😀"}}';

describe('a delivery is signed so that the library of Standard Webhooks verifies it', () => {
  test('with a whsec_ secret', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    expect(new Webhook(secret).verify(BODY, signedHeaders('n1', BODY, secret, systemClock.now()))).toEqual(
      JSON.parse(BODY),
    );
  });

  test.each(['plain text', 'mit Ümläuten € 😀'])('with the secret %j, in UTF-8', (secret) => {
    const webhook = new Webhook(Buffer.from(secret), { format: 'raw' });
    expect(webhook.verify(BODY, signedHeaders('n1', BODY, secret, systemClock.now()))).toEqual(
      JSON.parse(BODY),
    );
  });

  test('and nothing else: not another id, time, body or secret', () => {
    const webhook = new Webhook(Buffer.from('s'), { format: 'raw' });
    const headers = signedHeaders('n1', BODY, 's', systemClock.now());
    expect(() => webhook.verify(`${BODY} `, headers)).toThrow('No matching signature');
    expect(() => webhook.verify(BODY, { ...headers, 'webhook-id': 'n2' })).toThrow('No matching signature');
    expect(() => webhook.verify(BODY, signedHeaders('n1', BODY, 't', systemClock.now()))).toThrow(
      'No matching',
    );
    expect(() => webhook.verify(BODY, signedHeaders('n1', BODY, 's', systemClock.now() - 301_000))).toThrow(
      'too old',
    );
  });

  test('at the second that has begun', () => {
    expect(signedHeaders('n1', BODY, 's', 1_614_265_330_999)['webhook-timestamp']).toBe('1614265330');
  });

  test('the example of the specification has the signature it gives', () => {
    const headers = signedHeaders(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      '{"test": 2432232314}',
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      1_614_265_330_000,
    );
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });
});

test.each([
  ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', true],
  ['any text', true],
  ['whsec_', false],
  ['whsec_not base64!', false],
])('the secret %j is fit: %s', (secret, fit) => {
  expect(secretFault(secret) === undefined).toBe(fit);
});

test.each([' ', '          ', 'short', 'whsec_', 'whsec_c2hvcnQ='])(
  'The secret %j is refused, as it is soon guessed.',
  (secret) => {
    expect(secretFault(secret)).toMatch(/at least 8 bytes|base64/);
  },
);

test.each(['your-secret', 'whsec_c2VjcmV0LWtleQ=='])('The secret %j is taken.', (secret) => {
  expect(secretFault(secret)).toBeUndefined();
});
