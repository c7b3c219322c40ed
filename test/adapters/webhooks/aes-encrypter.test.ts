import { AesEncrypter } from '../../../adapters/webhooks/aes-encrypter.ts';

const sealerOf = (key: string) => new AesEncrypter(async () => key);

describe('what is encrypted', () => {
  const encrypter = sealerOf('key');

  test.each(['whsec_abc', 'ä€😀', '', 'x'.repeat(256)])('%j opens again', async (text) => {
    expect(await encrypter.decrypt(await encrypter.encrypt(text, 'hook_a'), 'hook_a')).toBe(text);
  });

  test('does not show its text, and looks different each time', async () => {
    const [one, two] = await Promise.all([
      encrypter.encrypt('secret', 'hook_a'),
      encrypter.encrypt('secret', 'hook_a'),
    ]);
    expect(one).not.toBe(two);
    expect(Buffer.from(one, 'base64url').toString('latin1')).not.toContain('secret');
  });

  test('opens for no other owner and under no other key', async () => {
    const encrypted = await encrypter.encrypt('secret', 'hook_a');
    await expect(encrypter.decrypt(encrypted, 'hook_b')).rejects.toThrow('cannot be read');
    await expect(sealerOf('other').decrypt(encrypted, 'hook_a')).rejects.toThrow('cannot be read');
  });

  test('cannot be read when a bit of it was changed, or a part is missing', async () => {
    const encrypted = await encrypter.encrypt('secret', 'hook_a');
    const bytes = Buffer.from(encrypted.slice(3), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const forged = Buffer.from(bytes);
      forged[at] = (forged[at] ?? 0) ^ 1;
      await expect(encrypter.decrypt(`v1.${forged.toString('base64url')}`, 'hook_a')).rejects.toThrow(
        'cannot be read',
      );
    }
    for (const cut of ['', 'v1.', 'v1.AAAA', encrypted.slice(0, -4), encrypted.slice(3)]) {
      await expect(encrypter.decrypt(cut, 'hook_a')).rejects.toThrow('cannot be read');
    }
  });

  test('waits for its key, and asks again after a failure', async () => {
    let calls = 0;
    const flaky = new AesEncrypter(async () => {
      calls += 1;
      if (calls === 1) throw new Error('throttled');
      return 'key';
    });
    await expect(flaky.encrypt('secret', 'hook_a')).rejects.toThrow('throttled');
    expect(await encrypter.decrypt(await flaky.encrypt('secret', 'hook_a'), 'hook_a')).toBe('secret');
  });
});
