import { z } from 'zod';

/** Longest key of an S3 object, bytes of UTF-8 (AWS: "Naming Amazon S3 objects"). */
const KEY_BYTES = 1024;

/** How many bytes a file's name may take when keys begin with `prefix`. */
export function roomBelow(prefix = ''): number {
  return KEY_BYTES - byteLength(prefix);
}

/** A file's name below the storage's prefix, at most `room` bytes; it can never name anything above. */
export function fileName(room: number) {
  return namePrefix(room)
    .refine((name) => name !== '' && !name.endsWith('/'), 'must name a file')
    .refine((name) => !name.split('/').includes('.'), 'must not hold the path segment "."');
}

/** What names of files begin with, below the storage's prefix; may be empty. */
export function namePrefix(room: number) {
  return z
    .string()
    .refine((name) => !name.startsWith('/'), 'must not begin with "/"')
    .refine((name) => !name.split('/').includes('..'), 'must not hold the path segment ".."')
    .refine(isPlain, 'must be well-formed text without control characters')
    .refine((name) => byteLength(name) <= room, {
      error: ({ input }) => `must be at most ${room} bytes; got ${byteLength(String(input))}`,
    });
}

/** Whether XML, which S3 lists and deletes with, can carry it. */
function isPlain(name: string): boolean {
  return name.isWellFormed() && !/[\p{Cc}\uFFFE\uFFFF]/u.test(name);
}

const byteLength = (text: string) => new TextEncoder().encode(text).length;
