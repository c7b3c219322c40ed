import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';
import { authoritiesFor } from '../../../namespaces/shared/connection.ts';
import { failure } from './run-failure.ts';

const secrets = {
  get: async (name: string) => (name === 'CA' ? (getCACertificates('bundled')[0] ?? '') : ''),
};

describe('the authorities that a server is held against', () => {
  test.each([
    'shop.abc123.eu-west-1.rds.amazonaws.com',
    'shop.cluster-abc123.us-east-1.rds.amazonaws.com',
    'docs.cluster-abc123.ap-southeast-2.docdb.amazonaws.com',
  ])("are Node's and Amazon's own for %s", async (host) => {
    const found = (await authoritiesFor([host], undefined, secrets)) ?? [];
    const names = found.map((pem) => new X509Certificate(pem).subject);
    expect(found).toEqual(expect.arrayContaining(getCACertificates('default')));
    for (const region of ['us-east-1', 'eu-west-1', 'ap-southeast-2']) {
      expect(names.some((name) => name.includes(`Amazon RDS ${region} Root CA`))).toBe(true);
    }
  });

  test.each([
    'db.example.com',
    'a.rds.amazonaws.com.example.com',
    'graph.x.eu-west-1.neptune.amazonaws.com',
    'shop.abc123.rds.cn-north-1.amazonaws.com.cn',
  ])("are Node's alone for %s", async (host) => {
    expect(await authoritiesFor([host], undefined, secrets)).toBeUndefined();
  });

  test('are those of the resource alone where it names some', async () => {
    const [ca = '', other = ''] = getCACertificates('bundled');
    const host = 'shop.abc123.eu-west-1.rds.amazonaws.com';
    const trimmed = (found: string[] | undefined) => found?.map((pem) => pem.trim());
    expect(trimmed(await authoritiesFor([host], `${ca}\n${other}`, secrets))).toEqual([
      ca.trim(),
      other.trim(),
    ]);
    expect(trimmed(await authoritiesFor([host], '$Secret{CA}', secrets))).toEqual([ca.trim()]);
  });

  test.each([
    ['$Secret{NOTHING}', 'the ca of the resource holds no certificate in PEM'],
    [
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      'the ca of the resource holds a broken certificate',
    ],
  ])('of %j are a mistake of the config', async (ca, message) => {
    const error = await failure(authoritiesFor(['db.example.com'], ca, secrets));
    expect([error.code, error.message]).toEqual(['VALIDATION_ERROR', message]);
  });
});
