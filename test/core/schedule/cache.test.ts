import { Cache } from '../../../core/schedule/cache.ts';

/** A cache of two lengths of texts, and the texts that were measured. */
function lengths() {
  const measured: string[] = [];
  const cache = new Cache<number>(2);
  const of = (text: string) =>
    cache.of(text, (asked) => {
      measured.push(asked);
      return asked === '' ? undefined : asked.length;
    });
  return { measured, of };
}

describe('a cache', () => {
  test('makes a thing of each text once', () => {
    const { measured, of } = lengths();
    expect(['a', 'bb', 'a', 'bb', 'a'].map(of)).toEqual([1, 2, 1, 2, 1]);
    expect(measured).toEqual(['a', 'bb']);
  });

  test('forgets all when it is full, and keeps what came after', () => {
    const { measured, of } = lengths();
    expect(['a', 'bb', 'ccc', 'ccc', 'a', 'ccc', 'bb'].map(of)).toEqual([1, 2, 3, 3, 1, 3, 2]);
    expect(measured).toEqual(['a', 'bb', 'ccc', 'a', 'bb']);
  });

  test('keeps nothing of a text that nothing is made of, or that is a fault', () => {
    const { measured, of } = lengths();
    expect(['', ''].map(of)).toEqual([undefined, undefined]);
    expect(measured).toEqual(['', '']);
    const cache = new Cache<number>(2);
    const refuse = () => {
      throw new Error('refused');
    };
    expect(() => cache.of('a', refuse)).toThrow('refused');
    expect(cache.of('a', () => 1)).toBe(1);
  });
});
