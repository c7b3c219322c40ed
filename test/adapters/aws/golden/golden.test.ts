import { NewerFormat } from '../../../../core/formats/format.ts';
import { KINDS } from './kinds.ts';
import { MESSAGE_KINDS } from './messages.ts';
import { type Golden, goldens, today } from './record.ts';
import { StoredItem } from './stored-item.ts';

const all = goldens();

/** What a golden document says, read by the store or the receiver of its kind. */
async function read({ kind, value, stored }: Golden): Promise<unknown> {
  if (typeof stored === 'string') return MESSAGE_KINDS[kind]?.read(stored);
  return await KINDS[kind as keyof typeof KINDS].read(new StoredItem(stored).table, value);
}

/** The same of the version after that of today. */
function newer({ kind, value, stored }: Golden): Golden {
  if (typeof stored !== 'string') {
    const v = KINDS[kind as keyof typeof KINDS].version + 1;
    return { kind, value, stored: { ...stored, v } };
  }
  const today = JSON.parse(MESSAGE_KINDS[kind]?.body ?? '{}');
  return { kind, value, stored: JSON.stringify({ ...JSON.parse(stored), v: today.v + 1 }) };
}

describe('a golden document', () => {
  test.each(all)('of $file is read as what it says', async ({ golden }) => {
    expect(await read(golden)).toEqual(golden.value);
  });

  test('stands there for every sample of the formats of today, as it is written byte for byte', async () => {
    const written = await today();
    const recorded = Object.fromEntries(all.map(({ file, golden }) => [file, golden]));
    // What is missing is recorded by `npm run record:golden`; what differs changes a format, which takes a new version.
    for (const [file, golden] of Object.entries(written)) {
      expect({ file, golden: recorded[file] }).toEqual({ file, golden: JSON.parse(JSON.stringify(golden)) });
    }
  });

  test.each(all)(
    'like $file of a later version is refused, but where a list passes it over',
    async ({ golden }) => {
      const kept: unknown = await read(newer(golden)).catch((error: unknown) => error);
      if (golden.kind === 'late') expect(kept).toBeUndefined();
      else expect(kept).toBeInstanceOf(NewerFormat);
    },
  );
});
