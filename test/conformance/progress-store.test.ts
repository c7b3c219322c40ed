import { STORES, type Stores } from './stores.ts';

describe.each(STORES)('the progress store on %s', (_name, start) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  test('knows nothing of a run that noted nothing', async () => {
    expect(await stores.progress.get('job_x-1')).toBeNull();
  });

  test('gives back what was noted last, for each run its own', async () => {
    await stores.progress.put('job_x-2', { sent: [1], of: { n: 2 } });
    await stores.progress.put('job_x-3', { sent: [] });
    await stores.progress.put('job_x-2', { sent: [1, 2] });
    expect(await stores.progress.get('job_x-2')).toEqual({ sent: [1, 2] });
    expect(await stores.progress.get('job_x-3')).toEqual({ sent: [] });
  });

  test('refuses more than 100 KB with both sizes, keeps what was noted, and takes a note that just fits', async () => {
    await stores.progress.put('job_x-4', { sent: [1] });
    // 102 400 bytes of UTF-8, which are fewer characters.
    const fitting = { text: `${'é'.repeat(51_193)}xxx` };
    await expect(stores.progress.put('job_x-4', { text: `${fitting.text}x` })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: 'A run can note at most 102400 bytes of what it has done; it has 102401.',
    });
    expect(await stores.progress.get('job_x-4')).toEqual({ sent: [1] });
    await stores.progress.put('job_x-4', fitting);
    expect(await stores.progress.get('job_x-4')).toEqual(fitting);
  });
});
