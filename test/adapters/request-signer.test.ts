import { AwsV4Signer } from 'aws4fetch';
import fc from 'fast-check';
import { queryOf } from '../../adapters/aws/http-handler.ts';
import { RequestSigner } from '../../adapters/aws/request-signer.ts';

const IDENTITY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const signer = new RequestSigner(async () => IDENTITY);
const when = { signingRegion: 'eu-central-1', signingService: 'scheduler' };

function requestOf(part: string, query: Record<string, string>, body: string) {
  return {
    method: 'POST',
    protocol: 'https:',
    hostname: 'scheduler.eu-central-1.amazonaws.com',
    path: `/schedules/${encodeURIComponent(part)}`,
    query,
    body,
    headers: { host: 'scheduler.eu-central-1.amazonaws.com', 'content-type': 'application/json' },
  };
}

/** What another implementation signs the same request with. */
async function signedElsewhere(request: ReturnType<typeof requestOf>, date: string, sessionToken?: string) {
  const { headers } = await new AwsV4Signer({
    ...IDENTITY,
    ...(sessionToken !== undefined && { sessionToken }),
    url: `https://${request.hostname}${request.path}${queryOf(request.query)}`,
    method: request.method,
    headers: { 'content-type': 'application/json' },
    body: request.body,
    region: when.signingRegion,
    service: when.signingService,
    datetime: date.replace(/[:-]|\.\d{3}/g, ''),
    allHeaders: true,
  }).sign();
  return headers.get('authorization');
}

describe('the signer of requests', () => {
  test('signs as another implementation does, whatever the path, the query and the body', async () => {
    const name = fc.string({ minLength: 1, maxLength: 12, unit: 'binary' });
    await fc.assert(
      fc.asyncProperty(
        name,
        fc.dictionary(name, fc.string({ maxLength: 12 }), { maxKeys: 3 }),
        fc.string({ unit: 'binary' }),
        fc.date({
          noInvalidDate: true,
          min: new Date('2000-01-01T00:00:00Z'),
          max: new Date('2099-01-01T00:00:00Z'),
        }),
        async (part, query, body, date) => {
          const request = requestOf(part, query, body);
          const { headers } = await signer.sign(request as never, { ...when, signingDate: date });
          expect(headers['authorization']).toBe(await signedElsewhere(request, date.toISOString()));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('signs the token of temporary credentials, and follows credentials that change', async () => {
    let token = 'first';
    const changing = new RequestSigner(async () => ({ ...IDENTITY, sessionToken: token }));
    const request = requestOf('beat', {}, '{}');
    const date = '2026-08-01T12:00:00.000Z';
    for (const next of ['first', 'second']) {
      token = next;
      const { headers } = await changing.sign(request as never, { ...when, signingDate: date });
      expect(headers['x-amz-security-token']).toBe(next);
      expect(headers['authorization']).toBe(await signedElsewhere(request, date, next));
    }
  });

  test('leaves the request it was given as it was', async () => {
    const request = requestOf('beat', {}, '{}');
    const before = structuredClone(request);
    await signer.sign(request as never, when);
    expect(request).toEqual(before);
  });
});
