import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';

/** What was read of a body, and why not all of it. */
export interface Body {
  body: Uint8Array;
  cut?: Cut;
}

/** Why a body is not whole: it is longer, its connection broke, its time was over, or its coding is not known. */
export type Cut = 'larger' | 'broken' | 'late' | 'coded';

/** How each content coding is undone (RFC 9110, 8.4.1). */
const DECODERS: Record<string, (body: Uint8Array) => Transform> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  // Some servers leave out the zlib header, whose first four bits are 8.
  deflate: ([first = 0]) => ((first & 0x0f) === 8 ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
};

/** More codings one over the other are taken for an attack. */
const MOST_CODINGS = 3;

/** Reads at most `most` bytes and some more; what breaks off is kept as far as it came. */
export async function readBody(stream: AsyncIterable<Uint8Array>, most: number): Promise<Body> {
  const kept: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      kept.push(chunk);
      bytes += chunk.length;
      if (bytes > most) return { body: Buffer.concat(kept), cut: 'larger' };
    }
    return { body: Buffer.concat(kept) };
  } catch {
    return { body: Buffer.concat(kept), cut: 'broken' };
  }
}

/** The body without the codings that its `Content-Encoding` names, as far as the bytes go that may be read of it. */
export async function decoded(read: Body, header: string | undefined, most: number): Promise<Body> {
  const named = (header ?? '').toLowerCase().split(',');
  const codings = named.map((coding) => coding.trim()).filter((coding) => !['', 'identity'].includes(coding));
  if (codings.length === 0 || read.body.length === 0) return read;
  if (codings.length > MOST_CODINGS) return { ...read, cut: 'coded' };
  let result = read;
  for (const coding of codings.reverse()) {
    const decoder = Object.hasOwn(DECODERS, coding) ? DECODERS[coding]?.(result.body) : undefined;
    if (!decoder) return { ...read, cut: 'coded' };
    const inner = await readBody(Readable.from([result.body]).pipe(decoder), most);
    decoder.destroy();
    const cut = result.cut ?? inner.cut;
    result = { body: inner.body, ...(cut && { cut }) };
  }
  return result;
}
