import { hiddenAddress } from '../../../local/engines/hidden-address.ts';

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('addresses of engines are spread over all of the loopback, and none is 127.0.0.1', async () => {
  const hosts = [];
  for (let i = 0; i < 50; i += 1) hosts.push((await hiddenAddress())?.host ?? '');
  expect(new Set(hosts).size).toBe(50);
  for (const host of hosts) expect(host).toMatch(/^127\.(?!0\.)\d+\.\d+\.\d+$/);
  for (const part of [1, 2, 3])
    expect(new Set(hosts.map((host) => host.split('.')[part])).size).toBeGreaterThan(30);
});
