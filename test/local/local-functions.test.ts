import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFunctionsBut } from '../../local/local-functions.ts';

test('functions that an earlier start left are removed, and nothing else', async () => {
  const site = await mkdtemp(join(tmpdir(), 'functions-'));
  try {
    const [cdkOut, own] = [join(site, 'cdk.out'), join(site, 'functions')];
    for (const path of [
      'cdk.out/asset.1',
      'cdk.out/asset.2',
      'cdk.out/.cache',
      'functions/a',
      'functions/b',
    ]) {
      await mkdir(join(site, path), { recursive: true });
    }
    await writeFile(join(cdkOut, 'DuctapeScheduler.template.json'), '{}');
    await removeFunctionsBut([join(cdkOut, 'asset.2'), join(own, 'a')], cdkOut, own);
    expect((await readdir(cdkOut)).sort()).toEqual(['.cache', 'DuctapeScheduler.template.json', 'asset.2']);
    expect(await readdir(own)).toEqual(['a']);
  } finally {
    await rm(site, { recursive: true, force: true });
  }
});

test('where no function was made before, there is nothing to remove', async () => {
  await expect(
    removeFunctionsBut([], join(tmpdir(), 'nothing'), join(tmpdir(), 'none')),
  ).resolves.toBeUndefined();
});
