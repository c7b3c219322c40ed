import { resolveSecrets, secretNames } from '../../../core/input/secret-reference.ts';
import type { Secrets } from '../../../core/ports/access.ts';

const asked: string[] = [];
const secrets: Secrets = {
  get: async (name) => {
    asked.push(name);
    return `<${name}>`;
  },
};

describe('a text with secrets', () => {
  test('has each replaced by its value, and each is asked for once', async () => {
    expect(await resolveSecrets('Bearer $Secret{API/key-1}:$Secret{B}:$Secret{B}', secrets)).toBe(
      'Bearer <API/key-1>:<B>:<B>',
    );
    expect(asked).toEqual(['API/key-1', 'B']);
  });

  test('is not read again after a secret came into it', async () => {
    const nesting: Secrets = { get: async (name) => (name === 'A' ? '$Secret{B} $& $1' : 'never') };
    expect(await resolveSecrets('$Secret{A}', nesting)).toBe('$Secret{B} $& $1');
  });

  test('stays as it is where nothing is named', async () => {
    for (const text of ['', '$5', '$Secret', '$Secret{}', '$Secret{a b}', 'Secret{A}']) {
      expect(await resolveSecrets(text, secrets)).toBe(text);
      expect(secretNames(text)).toEqual([]);
    }
  });

  test('fails with what the store of secrets fails with', async () => {
    const none: Secrets = { get: async () => Promise.reject(new Error('no such secret')) };
    await expect(resolveSecrets('$Secret{A}', none)).rejects.toThrow('no such secret');
  });
});
