import { MessageGroups } from '../../../adapters/aws/message-groups.ts';
import { SECOND } from '../../../core/time/units.ts';

const START = Date.UTC(2026, 0, 1);
const keys = Array.from({ length: 8000 }, (_, i) => `tenant-${i}`);

/** Groups by a clock that the test moves. */
function moved() {
  const clock = { time: START, now: () => clock.time, sleepUntil: async () => undefined };
  const groups = new MessageGroups(clock);
  const send = (key: string, times: number) =>
    Array.from({ length: times }, () => groups.idOf('shop#dev', key)).at(-1) ?? '';
  return { clock, groups, send };
}

test('a message without a key is in the group of its owner, by its digest where that is too long', () => {
  const { groups } = moved();
  expect(groups.idOf('shop#dev')).toBe('shop#dev');
  expect(groups.idOf('x'.repeat(128))).toBe('x'.repeat(128));
  expect(groups.idOf('x'.repeat(129))).toMatch(/^[0-9a-f]{64}$/);
});

test('a key has one group while it is light, and one for itself and other heavy ones from its 51st message on', () => {
  const { send } = moved();
  const light = send('acme', 50);
  expect(light).toMatch(/^shop#dev#light[0-3]$/);
  const heavy = send('acme', 1);
  expect(heavy).toMatch(/^shop#dev#heavy[0-3]$/);
  expect(send('acme', 1000)).toBe(heavy);
});

test('a key that is light is never in the group of one that floods, whatever the two are called', () => {
  const { send } = moved();
  const flood = send('flood', 200);
  for (const key of keys) expect(send(key, 2)).not.toBe(flood);
});

test('an owner has eight groups for all keys, as one of less than a tenth of what is under way counts as quiet', () => {
  const { send } = moved();
  const light = new Set(keys.map((key) => send(key, 1)));
  const heavy = new Set(keys.slice(0, 100).map((key) => send(key, 60)));
  expect([light.size, heavy.size]).toEqual([4, 4]);
  expect([...light].filter((each) => heavy.has(each))).toEqual([]);
});

test.each([
  ['one character', Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))],
  ['doubled digits', Array.from({ length: 90 }, (_, i) => `${10 + i}${10 + i}`)],
  ['numbers that end alike', Array.from({ length: 100 }, (_, i) => `${i}000`)],
])('keys of %s are in all groups', (_kind, alike) => {
  const { send } = moved();
  expect(new Set(alike.map((key) => send(key, 1))).size).toBe(4);
});

test('a key is heavy for as long as it sends more than fifty messages in twenty seconds, and light after two quiet windows', () => {
  const { clock, send } = moved();
  send('acme', 40);
  clock.time += 10 * SECOND;
  expect(send('acme', 11)).toContain('heavy');
  clock.time += 10 * SECOND;
  expect(send('acme', 1)).toContain('light');
  expect(send('acme', 100)).toContain('heavy');
  clock.time += 20 * SECOND;
  expect(send('acme', 1)).toContain('light');
});

test('keys of two owners, and parts that run together, are counted apart', () => {
  const { groups } = moved();
  for (let i = 0; i < 60; i += 1) groups.idOf('shop#dev', 'acme');
  expect(groups.idOf('shop#prd', 'acme')).toMatch(/^shop#prd#light/);
  expect(groups.idOf('shop#dev', 'acme"')).toMatch(/^shop#dev#light/);
});

test('a long owner and any key give a name that SQS takes', () => {
  const { groups } = moved();
  for (const key of ['\u0000', 'ключ', ' ', 'x'.repeat(64), '#heavy0'])
    for (const owner of ['shop#dev', `${'p'.repeat(128)}#${'e'.repeat(128)}`])
      expect(groups.idOf(owner, key)).toMatch(/^[!-~]{1,128}$/);
});

test('a clock that is set back counts anew', () => {
  const { clock, send } = moved();
  send('acme', 60);
  clock.time -= 3600 * SECOND;
  expect(send('acme', 1)).toContain('light');
});
