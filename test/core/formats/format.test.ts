import { NoCapacity } from '../../../core/errors/run-error.ts';
import { Format, NewerFormat, type Upcaster } from '../../../core/formats/format.ts';
import { packed, type Shape, unpacked } from '../../../core/formats/shape.ts';

interface Parcel {
  grams: number;
  to: { city: string; street: string };
}

/** Version 1 said kilograms, version 2 had the street beside the city. */
const UPCASTERS: Upcaster[] = [
  ({ kg, ...rest }) => ({ ...rest, grams: Number(kg) * 1000 }),
  ({ city, street, ...rest }) => ({ ...rest, to: { city, street } }),
];
const PARCEL = new Format<Parcel>('parcel', {}, UPCASTERS);
const TODAY: Parcel = { grams: 2000, to: { city: 'Oslo', street: 'Main' } };

describe('a document of an earlier version', () => {
  test.each<[string, number, object]>([
    ['the first', 1, { kg: 2, city: 'Oslo', street: 'Main' }],
    ['the one before', 2, { grams: 2000, city: 'Oslo', street: 'Main' }],
    ["today's", 3, TODAY],
  ])('is read as it is today, from %s on', (_name, version, document) => {
    expect(PARCEL.unpack(version, { ...document })).toEqual(TODAY);
  });

  test('is written in the version of today', () => {
    expect(PARCEL.version).toBe(3);
    expect(JSON.parse(PARCEL.send(TODAY))).toEqual({ v: 3, ...TODAY });
    expect(PARCEL.receive('{"v":1,"kg":2,"city":"Oslo","street":"Main"}')).toEqual(TODAY);
  });

  test('keeps the names that every object has', () => {
    const format = new Format<Record<string, unknown>>('bag', { names: {}, defaults: {}, inner: {} });
    const bag = { toString: 1, valueOf: { a: 2 } };
    expect(format.pack(bag)).toEqual(bag);
    expect(format.unpack(1, { ...bag })).toEqual(bag);
  });

  test('is read by its stored names, and then by the defaults of today', () => {
    const format = new Format<{ size: number; color: string }>(
      'box',
      { names: { size: 's', color: 'c' }, defaults: { color: 'brown' } },
      [({ w, ...rest }) => ({ ...rest, s: w })],
    );
    expect(format.unpack(1, { w: 7 })).toEqual({ size: 7, color: 'brown' });
    expect(format.pack({ size: 7, color: 'brown' })).toEqual({ s: 7 });
  });
});

describe('a document of a later version', () => {
  test('is refused, as what is to be asked for again later', () => {
    const read = () => PARCEL.unpack(4, {});
    expect(read).toThrow(NewerFormat);
    expect(read).toThrow(NoCapacity);
    expect(read).toThrow(
      'a parcel of format 4 was written by a newer release; this one reads formats up to 3',
    );
    expect(() => PARCEL.receive('{"v":4}')).toThrow(NewerFormat);
  });
});

test.each([undefined, null, 0, -1, 1.5, '1'])('a document of version %j is none', (version) => {
  expect(() => PARCEL.unpack(version, {})).toThrow(`a parcel has no format version: ${version}`);
  expect(PARCEL.receive(JSON.stringify({ v: version }))).toBeUndefined();
});

test.each(['', '{', 'null', '[]', '7', '{}'])('a body of %j is not a document', (body) => {
  expect(PARCEL.receive(body)).toBeUndefined();
});

describe('a shape', () => {
  const SHAPE: Shape = {
    names: { size: 's', parts: 'p', made_at: 'm', seen_at: 'n', gone_at: 'g' },
    defaults: { size: 1, parts: [], seen_at: ({ made_at }) => made_at, gone_at: null },
    inner: { parts: { names: { name: 'n' }, defaults: { name: (_part, { size }) => `part of ${size}` } } },
  };
  const objects = [
    { size: 1, parts: [], made_at: 5, seen_at: 5, gone_at: null },
    { size: 2, parts: [{ name: 'part of 2' }, { name: 'lid' }], made_at: 5, seen_at: 6, gone_at: 7 },
    { size: 0, parts: [{ name: 'part of 0', more: [1] }], made_at: 0, seen_at: 0, gone_at: 0 },
  ];

  test.each(objects)('gives back %j as it was', (object) => {
    const text = JSON.stringify(packed(object, SHAPE));
    expect(unpacked(JSON.parse(text), SHAPE)).toEqual(object);
  });

  test('stores short names, and nothing that its defaults say', () => {
    expect(objects.map((object) => packed(object, SHAPE))).toEqual([
      { m: 5 },
      { s: 2, p: [{}, { n: 'lid' }], m: 5, n: 6, g: 7 },
      { s: 0, p: [{ more: [1] }], m: 0, g: 0 },
    ]);
  });

  test('carries along what a later release has added, and leaves out what is undefined', () => {
    const read = unpacked({ m: 5, extra: { s: 1 } }, SHAPE);
    expect(read).toMatchObject({ made_at: 5, extra: { s: 1 } });
    expect(packed({ ...read, gone: undefined }, SHAPE)).toEqual({ m: 5, extra: { s: 1 } });
  });

  test.each<Record<string, string>>([
    { a: 'x', b: 'x' },
    { a: 'b', b: 'c' },
  ])('with the names %j would mistake a field for another, and is refused', (names) => {
    expect(() => unpacked({}, { names })).toThrow('a name means two fields');
  });

  test('shares no default between objects', () => {
    const [a, b] = [unpacked({}, SHAPE), unpacked({}, SHAPE)];
    expect(a['parts']).not.toBe(b['parts']);
  });
});
