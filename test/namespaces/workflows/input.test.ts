import { input } from '../../../namespaces/workflows/input.ts';

const issues = (body: Record<string, unknown>) => {
  const read = input.read(body);
  return read.ok ? [] : read.issues;
};

describe('what a workflows dispatch says', () => {
  test.each(['workflow', 'tag', 'feature'])('names the workflow by %s', (field) => {
    expect(input.read({ env: 'prd', [field]: 'daily', input: { a: 1 } })).toEqual({
      ok: true,
      value: { target: { resource: 'daily' }, input: { a: 1 } },
    });
  });

  test('cannot name it twice', () => {
    expect(issues({ workflow: 'a', tag: 'a', feature: 'b', input: {} })).toEqual([
      { path: 'tag', message: 'give only one of workflow, tag, feature' },
      { path: 'feature', message: 'give only one of workflow, tag, feature' },
    ]);
  });

  test('is told of everything that is missing', () => {
    expect(issues({})).toEqual([
      { path: 'workflow', message: 'required (one of workflow, tag, feature)' },
      { path: 'input', message: 'required' },
    ]);
  });

  test.each([null, 'x', 1, [], true])('cannot have %j as input', (value) => {
    expect(issues({ workflow: 'a', input: value })).toEqual([
      { path: 'input', message: expect.stringContaining('expected object') },
    ]);
  });

  test.each([['a'], {}, 1, '', 'x'.repeat(129)])('cannot have %j as name', (workflow) => {
    expect(issues({ workflow, input: {} }).map(({ path }) => path)).toEqual(['workflow']);
  });

  test('keeps input as it came, a key called __proto__ too', () => {
    const values = JSON.parse('{"__proto__":{"a":1},"b":2}');
    const read = input.read({ workflow: 'a', input: values });
    expect(read.ok && JSON.stringify(read.value.input)).toBe('{"__proto__":{"a":1},"b":2}');
  });
});
