import { hashOf } from '../../../core/jobs/scope.ts';

test('the hash of a text is the same in every release, as rows are kept under it', () => {
  expect(['', 'a', 'shop#dev', 'job_01KDVDNA00ABCDEFGHJKMNPQRS'].map(hashOf)).toEqual([
    0, 3570876161, 3952829194, 386144200,
  ]);
});

test('texts that differ in one letter differ in half of the bits of their hashes', () => {
  const texts = Array.from({ length: 8000 }, (_, i) => `tenant-${i}`);
  const ones = texts.map((text) => {
    const bits = (hashOf(text) ^ hashOf(`${text.slice(0, -1)}x`)) >>> 0;
    return bits.toString(2).replaceAll('0', '').length;
  });
  const mean = ones.reduce((sum, each) => sum + each, 0) / ones.length;
  expect(Math.abs(mean - 16)).toBeLessThan(1);
});
