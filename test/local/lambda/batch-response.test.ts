import { failedMessageIds } from '../../../local/lambda/batch-response.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
const failedIn = (answer: string) => [...failedMessageIds(Buffer.from(answer), ['a', 'b'])];

test.each(
  ['', '{]', '1', '"text"', '[', '{"batchItemFailures": 7}', '{"batchItemFailures": {}}'].filter(Boolean),
)('The answer %s cannot be read, so the whole batch failed', (answer) => {
  expect(failedIn(answer)).toEqual(['a', 'b']);
});

test.each([
  '{"batchItemFailures":[{"itemIdentifier":""}]}',
  '{"batchItemFailures":[{"itemIdentifier":null}]}',
  '{"batchItemFailures":[{"itemIdentifier":"a"},{"id":"b"}]}',
  '{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"unknown"}]}',
  '{"batchItemFailures":[null]}',
])('The answer %s names no or an unknown message, so the whole batch failed', (answer) => {
  expect(failedIn(answer)).toEqual(['a', 'b']);
});

test.each(['null', '{}', '""', '{"batchItemFailures":null}', '{"batchItemFailures":[]}'])(
  'The answer %s names no failure, so the whole batch succeeded',
  (answer) => {
    expect(failedIn(answer)).toEqual([]);
  },
);

test('An answer that names one message fails only that one', () => {
  expect(failedIn('{"batchItemFailures":[{"itemIdentifier":"b"}]}')).toEqual(['b']);
});
