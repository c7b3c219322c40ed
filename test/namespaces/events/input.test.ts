import type { SnsBroker, SqsBroker } from '../../../contract/resources/events.ts';
import { input } from '../../../namespaces/events/input.ts';

const orders: SqsBroker = {
  provider: 'sqs',
  topics: {
    created: { queueArn: 'arn:aws:sqs:us-east-1:000000000000:orders' },
    paid: { queueArn: 'arn:aws:sqs:us-east-1:000000000000:paid' },
  },
};
const bulletins: SnsBroker = {
  provider: 'sns',
  topics: { daily: { topicArn: 'arn:aws:sns:us-east-1:000000000000:daily' } },
};

function issuesOf(body: Record<string, unknown>): string[] {
  const read = input.read(body);
  return read.ok ? [] : read.issues.map(({ path, message }) => `${path}: ${message}`);
}

function mismatchOf(resource: SqsBroker | SnsBroker, event: string) {
  return input.validateAgainst({ target: { resource: 'orders', event }, input: { message: 1 } }, resource);
}

describe('reading an events dispatch', () => {
  test('A broker and a topic are given in two fields or in one.', () => {
    const accepted = {
      ok: true,
      value: { target: { resource: 'orders', event: 'created' }, input: { message: 1 } },
    };
    expect(input.read({ broker: 'orders', event: 'created', input: { message: 1 } })).toEqual(accepted);
    expect(input.read({ broker: 'orders:created', input: { message: 1 } })).toEqual(accepted);
  });

  test('Fields of the envelope are none of its business.', () => {
    expect(issuesOf({ broker: 'b:e', input: { message: 1 }, retries: 'many', app: 7 })).toEqual([]);
  });

  test.each([{ a: [1, { b: null }] }, [], 'text', 0, false, null, '$Now()'])(
    '%j is a message.',
    (message) => {
      expect(input.read({ broker: 'b:e', input: { message } })).toMatchObject({
        ok: true,
        value: { input: { message } },
      });
    },
  );

  test('Every mistake is named at once.', () => {
    expect(issuesOf({ broker: 7, input: { mesage: 1 } })).toEqual([
      'broker: expected string, got number 7',
      'event: required',
      'input.message: required',
      'input.mesage: unknown field "mesage"; did you mean "message"?',
    ]);
    expect(issuesOf({})).toEqual(['broker: required', 'event: required', 'input: required']);
  });

  test('A broker or topic without a name is refused.', () => {
    expect(issuesOf({ broker: ':', input: { message: 1 } })).toEqual([
      'broker: must be at least 1 character; got 0',
      'event: must be at least 1 character; got 0',
    ]);
  });

  test('An empty message, which no queue takes, is refused.', () => {
    expect(issuesOf({ broker: 'b:e', input: { message: '' } })).toHaveLength(1);
  });

  test('A __proto__ key beside the message is an unknown field, inside the message it is data.', () => {
    const beside = JSON.parse('{"message":1,"__proto__":{"polluted":1}}');
    expect(issuesOf({ broker: 'b:e', input: beside })).toHaveLength(1);
    const inside = JSON.parse('{"message":{"__proto__":{"polluted":1}}}');
    expect(issuesOf({ broker: 'b:e', input: inside })).toEqual([]);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('the fit of a broker', () => {
  test('A topic that the broker has fits, of either provider.', () => {
    expect(mismatchOf(orders, 'paid')).toBeUndefined();
    expect(mismatchOf(bulletins, 'daily')).toBeUndefined();
  });

  test.each(['refunded', '__proto__', 'constructor'])(
    'Topic %s is not found, and the known ones are named.',
    (topic) => {
      expect(mismatchOf(orders, topic)).toEqual({
        notFound: `Broker "orders" has no topic "${topic}"; known: created, paid.`,
      });
    },
  );
});
