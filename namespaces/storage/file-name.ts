import { z } from 'zod';
import { climbs } from '../../core/config/folder.ts';

/** Longest key of an S3 object, bytes of UTF-8 (AWS: "Naming Amazon S3 objects"). */
const KEY_BYTES = 1024;

/** How many bytes a file's name may take when keys begin with `folder`. */
export function roomBelow(folder = ''): number {
  return KEY_BYTES - byteLength(folder);
}

/** A file's name below the storage's folder, at most `room` bytes; it can never name anything above. */
export function fileName(room: number) {
  return namePrefix(room)
    .refine((name) => name !== '' && !name.endsWith('/'), 'must name a file')
    .refine((name) => !climbs(name), 'must not hold the path segment "."');
}

/** What names of files begin with, below the storage's folder; may be empty. */
export function namePrefix(room: number) {
  return (
    z
      .string()
      .refine((name) => !name.startsWith('/'), 'must not begin with "/"')
      // The last segment is only the beginning of one: names may begin with a dot.
      .refine((name) => !climbs(name.replace(/(^|\/)\.$/, '$1')), 'must not hold the path segment ".."')
      .refine(isPlain, 'must be well-formed text without control characters')
      .refine((name) => byteLength(name) <= room, `must be at most ${room} bytes`)
  );
}

/** Whether XML, which S3 lists and deletes with, can carry it. */
function isPlain(name: string): boolean {
  return name.isWellFormed() && !/[\p{Cc}\uFFFE\uFFFF]/u.test(name);
}

const byteLength = (text: string) => new TextEncoder().encode(text).length;
