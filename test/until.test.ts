import { until, untilDone } from './until.ts';

describe('waiting for a condition', () => {
  test('gives what was found as soon as it is there, after as many looks as it took', async () => {
    const answers = [undefined, null, false, 0];
    let looks = 0;
    expect(await until('a number', async () => answers[looks++])).toBe(0);
    expect(looks).toBe(4);
  });

  test('says what it waited for when its time is over', async () => {
    await expect(until('a ship to come in', () => false, 20)).rejects.toThrow(
      'waited 20 ms for a ship to come in',
    );
  });

  test('ends at once with the fault of the look itself', async () => {
    let looks = 0;
    const look = () => {
      looks += 1;
      throw new Error('blind');
    };
    await expect(until('anything', look)).rejects.toThrow('blind');
    expect(looks).toBe(1);
  });
});

describe('doing again what is refused', () => {
  test('gives what it gives when it is granted', async () => {
    let tries = 0;
    const third = async () => {
      tries += 1;
      if (tries < 3) throw new Error('not yet');
      return undefined;
    };
    expect(await untilDone('the third', third)).toBeUndefined();
    expect(tries).toBe(3);
  });

  test('tells the last refusal when its time is over', async () => {
    const refused = () => Promise.reject(new Error('never'));
    const error = await untilDone('a grant', refused, 20).catch((reason: Error) => reason);
    expect(error).toMatchObject({ message: 'waited 20 ms for a grant', cause: { message: 'never' } });
  });
});
