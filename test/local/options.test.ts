import { readOptions } from '../../local/options.ts';

test('without --speed or --at the clock is the machine’s', () => {
  expect(readOptions([])).not.toHaveProperty('clock');
});

test('--speed and --at make a clock that can be moved', () => {
  expect(readOptions(['--speed', '60'])).toMatchObject({ clock: { speed: 60 } });
  const at = Date.parse('2026-03-28T00:00:00Z');
  expect(readOptions(['--at', '2026-03-28T00:00:00Z'])).toMatchObject({ clock: { speed: 1, at } });
});

test.each([
  ['--speed', '0'],
  ['--speed', '100000'],
  ['--speed', 'fast'],
  ['--at', 'yesterday'],
])('%s %s is refused and names what was given', (option, value) => {
  expect(() => readOptions([option, value])).toThrow(new RegExp(`${option}.*${value}`));
});

test.each(['--data', '--config', '--port', '--speed', '--at'])(
  '%s with an empty value is refused',
  (option) => {
    expect(() => readOptions([option, ''])).toThrow(new RegExp(`${option} needs a value`));
  },
);
