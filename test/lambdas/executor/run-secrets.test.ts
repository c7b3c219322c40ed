import { runSecrets } from '../../../lambdas/executor/run-secrets.ts';
import { startHttpServer } from '../../http-server.ts';
import { useEndpoint } from '../../namespaces/shared/aws-stand-in.ts';
import { accessWith } from '../../namespaces/shared/run-context.ts';

test('a secret is read with the credentials of each product and env, and remembered for it alone', async () => {
  // Answers with the access key it was asked with, as each env may have a value of its own behind its own role.
  const asked: string[] = [];
  const service = await startHttpServer((request, response) => {
    const key = /Credential=(\w+)\//.exec(String(request.headers.authorization))?.[1] ?? '';
    asked.push(key);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ SecretString: `for ${key}` }));
  });
  useEndpoint(service.endpoint);
  const shop = accessWith({ accessKeyId: 'SHOP', secretAccessKey: 'x' });
  const rival = accessWith({ accessKeyId: 'RIVAL', secretAccessKey: 'x' });
  for (const [access, value] of [
    [shop, 'for SHOP'],
    [rival, 'for RIVAL'],
    [shop, 'for SHOP'],
    [rival, 'for RIVAL'],
  ] as const) {
    expect(await runSecrets(access).get('TOKEN')).toBe(value);
  }
  expect(asked).toEqual(['SHOP', 'RIVAL']);
  await service.close();
});
