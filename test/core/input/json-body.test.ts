import { jsonBody } from '../../../core/input/json-body.ts';

const issuesOf = (body: unknown): unknown => {
  try {
    jsonBody(body);
  } catch (error) {
    return (error as { issues?: unknown }).issues;
  }
  return [];
};

describe('the body of a request', () => {
  test('is the JSON object that came', () => {
    expect(jsonBody({ a: [{ b: null }] })).toEqual({ a: [{ b: null }] });
  });

  test.each([[null], [[]], ['text'], [7], [undefined]])('is refused where it is %j', (body) => {
    expect(issuesOf(body)).toEqual([{ path: '', message: 'a JSON object is expected as body' }]);
  });

  test('is refused where it is unfit to be handled, with what is', () => {
    expect(issuesOf({ a: JSON.parse('{"__proto__":1}') })).toEqual([
      { path: 'a.__proto__', message: 'the name "__proto__" is not allowed' },
    ]);
  });
});
