import { NoCapacity } from '../../../core/errors/run-error.ts';
import { untilWon } from '../../../core/retry/until-won.ts';

describe('a conditional write', () => {
  test('is made again, knowing how often, until it is won', async () => {
    const losses: number[] = [];
    const won = await untilWon('job 1', async (lost) => {
      losses.push(lost);
      return lost === 3 ? { won: 'third' } : undefined;
    });
    expect(won).toBe('third');
    expect(losses).toEqual([0, 1, 2, 3]);
  });

  test('is given up after a number of losses in a row, with what it was about', async () => {
    let tries = 0;
    const lost = untilWon(
      'job 1',
      async () => {
        tries += 1;
        return undefined;
      },
      3,
    );
    await expect(lost).rejects.toThrow('job 1 was changed by others 3 times in a row');
    await expect(lost).rejects.toBeInstanceOf(NoCapacity);
    expect(tries).toBe(3);
  });

  test('is made twelve times unless another number is named, won by the last of them still', async () => {
    const wonBy = (last: number) =>
      untilWon('job 1', async (lost) => (lost === last ? { won: lost } : undefined));
    await expect(wonBy(11)).resolves.toBe(11);
    await expect(wonBy(12)).rejects.toThrow('job 1 was changed by others 12 times in a row');
  });

  test('may be won with nothing, and ends at a fault', async () => {
    await expect(untilWon('job 1', async () => ({ won: null }))).resolves.toBeNull();
    await expect(untilWon('job 1', () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });
});
