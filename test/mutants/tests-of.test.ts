import { TestsOf } from './tests-of.ts';
import { ROOT } from './tree.ts';

const tests = new TestsOf(ROOT);

describe('the tests that judge a mutant', () => {
  test('are those that reach its file, the one of its name first and the longest last', () => {
    const found = tests.of('core/jobs/claim.ts');
    expect(found[0]).toBe('test/core/jobs/claim.test.ts');
    expect(found.at(-1)).toMatch(/^test\/simulation\//);
    expect(found).not.toContain('test/core/config/folder.test.ts');
    const ofFolder = found.filter((test) => test.startsWith('test/core/jobs/'));
    expect(found.slice(0, ofFolder.length)).toEqual(ofFolder);
  });

  test('leave out the simulation where it does not reach', () => {
    const found = tests.of('core/config/folder.ts');
    expect(found).toContain('test/core/config/folder.test.ts');
    expect(found.some((test) => test.startsWith('test/simulation/'))).toBe(false);
  });
});
