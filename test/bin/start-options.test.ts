import { readOptions } from '../../bin/start-options.ts';
import { portsFrom } from '../../examples/ports.ts';

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

test('the samples take three ports from --sample-port on, 4610 unless told', () => {
  expect(readOptions([])).toMatchObject({ samplePort: 4610 });
  expect(readOptions(['--sample-port', '5000'])).toMatchObject({ samplePort: 5000 });
  expect(portsFrom(5000)).toEqual({ app: 5000, mail: 5001, graph: 5002 });
  expect(portsFrom(0)).toEqual({ app: 0, mail: 0, graph: 0 });
});

test.each([
  ['--port', '65536'],
  ['--sample-port', '65534'],
  ['--sample-port', '4.5'],
  ['--port', 'x'],
])('%s %s is refused, as its ports would not be below 65536', (option, value) => {
  expect(() => readOptions([option, value])).toThrow(new RegExp(`^${option} takes a number .*${value}`));
});

test.each(['--data', '--config', '--port', '--sample-port', '--speed', '--at'])(
  '%s with an empty value is refused',
  (option) => {
    expect(() => readOptions([option, ''])).toThrow(new RegExp(`${option} needs a value`));
  },
);
