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
});
