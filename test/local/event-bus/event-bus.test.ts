import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { matches } from '../../../local/event-bus/pattern.ts';
import { type EventBus, startEventBus } from '../../../local/event-bus/start-event-bus.ts';
import { transform } from '../../../local/event-bus/transform.ts';

const event = {
  source: 'shop',
  detail: { state: 'paid', n: 5, tags: ['a', 'b'], path: 'x/y.jpg', none: null },
};

describe('a pattern', () => {
  test.each<[object, boolean]>([
    [{ source: ['shop', 'other'] }, true],
    [{ source: ['other'] }, false],
    [{ detail: { tags: ['b'] } }, true],
    [{ detail: { state: [{ prefix: 'pa' }], n: [{ numeric: ['>=', 5, '<', 6] }] } }, true],
    [{ detail: { n: [{ numeric: ['>', 5] }] } }, false],
    [{ detail: { path: [{ suffix: '.jpg' }] } }, true],
    [{ detail: { path: [{ wildcard: 'x/*.jpg' }] } }, true],
    [{ detail: { state: [{ 'anything-but': ['open', 'paid'] }] } }, false],
    [{ detail: { state: [{ 'anything-but': { prefix: 'o' } }] } }, true],
    [{ detail: { gone: [{ exists: false }], n: [{ exists: true }] } }, true],
    [{ detail: { none: [null], state: [{ 'equals-ignore-case': 'PAID' }] } }, true],
    [{ detail: { gone: ['x'] } }, false],
    [{ detail: { $or: [{ n: [4] }, { state: ['paid'] }] } }, true],
    [{ detail: { $or: [{ n: [4] }, { state: ['open'] }] } }, false],
  ])('%j matches: %j', (pattern, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });
});

test('a template is filled with texts between its quotes, and with JSON elsewhere', () => {
  const paths = { state: '$.detail.state', tags: '$.detail.tags', gone: '$.detail.gone' };
  const template = '{"state":"<state>","tags":<tags>,"gone":<gone>,"all":<aws.events.event.json>}';
  expect(JSON.parse(transform({ InputPathsMap: paths, InputTemplate: template }, event))).toEqual({
    state: 'paid',
    tags: ['a', 'b'],
    gone: null,
    all: event,
  });
});

describe('a bus', () => {
  let bus: EventBus;
  let client: EventBridgeClient;
  const delivered: [string, string][] = [];
  beforeAll(async () => {
    const target = { Arn: 'arn:aws:sqs:us-east-1:000000000000:q' };
    bus = await startEventBus({
      port: 0,
      buses: ['arn:aws:events:us-east-1:000000000000:event-bus/main'],
      rules: [
        {
          name: 'paid',
          EventBusName: 'main',
          EventPattern: { detail: { state: ['paid'] } },
          Targets: [target],
        },
        { name: 'off', EventBusName: 'main', State: 'DISABLED', EventPattern: {}, Targets: [target] },
      ],
      deliver: async (arn, body) => void delivered.push([arn, body]),
    });
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    client = new EventBridgeClient({ endpoint: bus.endpoint, region: 'us-east-1', credentials });
  });
  afterAll(async () => {
    client.destroy();
    await bus.stop();
  });
  const put = async (entry: object) =>
    (await client.send(new PutEventsCommand({ Entries: [entry] }))).Entries?.[0];
  const entry = { Source: 'shop', DetailType: 'Order', EventBusName: 'main', Detail: '{"state":"paid"}' };

  test('passes events on to the targets of the rules they match', async () => {
    expect(await put(entry)).toEqual({ EventId: expect.any(String) });
    await put({ ...entry, Detail: '{"state":"open"}' });
    expect(delivered).toHaveLength(1);
    expect(JSON.parse(delivered[0]?.[1] ?? '')).toMatchObject({
      source: 'shop',
      'detail-type': 'Order',
      detail: { state: 'paid' },
    });
  });

  test.each([
    [{ ...entry, Detail: 'no JSON' }, 'MalformedDetail'],
    [{ ...entry, Source: '' }, 'InvalidArgument'],
    [{ ...entry, Source: 'aws.states' }, 'NotAuthorizedForSourceException'],
    [{ ...entry, EventBusName: 'gone' }, 'ResourceNotFoundException'],
  ])('refuses %j by itself: %s', async (wrong, code) => {
    expect(await put(wrong)).toMatchObject({ ErrorCode: code });
  });
});
