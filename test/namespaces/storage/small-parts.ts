import { request as send } from 'undici';
import { type Received, startHttpServer } from '../../http-server.ts';
import type { StandIn } from '../shared/aws-stand-in.ts';

interface Answer {
  status: number;
  headers?: Record<string, string | string[] | undefined>;
  content?: Buffer | string;
}

interface Upload {
  key: string;
  headers: Received['headers'];
  parts: Map<number, Buffer>;
}

/**
 * An object store with uploads of parts copied from ranges, which the engine lacks, however small they are; anything
 * else is the engine's.
 */
export async function startSmallParts(engine: string): Promise<StandIn & { uploads: Map<string, Upload> }> {
  const uploads = new Map<string, Upload>();
  const door = await startHttpServer(async (request, response) => {
    const { status, headers = {}, content } = await answerTo(request, new URL(request.url, engine), uploads);
    response.writeHead(status, headers).end(content);
  });
  return { ...door, uploads };
}

async function answerTo(request: Received, url: URL, uploads: Map<string, Upload>): Promise<Answer> {
  if (request.method === 'POST' && url.searchParams.has('uploads')) {
    const id = `upload-${Math.random()}`;
    uploads.set(id, { key: url.pathname, headers: request.headers, parts: new Map() });
    return {
      status: 200,
      content: `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
    };
  }
  const id = url.searchParams.get('uploadId');
  if (id === null) return await forward(url, request);
  const upload = uploads.get(id);
  if (!upload) return { status: 404, content: '<Error><Code>NoSuchUpload</Code></Error>' };
  if (request.method === 'PUT') return await copyRange(request, url, upload);
  uploads.delete(id);
  if (request.method === 'DELETE') return { status: 204 };
  const parts = [...upload.parts].sort(([a], [b]) => a - b).map(([, part]) => part);
  const kept = Object.entries(upload.headers).filter(([name]) => /^(content-type|x-amz-meta-.*)$/.test(name));
  const target = new URL(upload.key, url);
  await send(target, { method: 'PUT', headers: Object.fromEntries(kept), body: Buffer.concat(parts) });
  return {
    status: 200,
    content: '<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>',
  };
}

async function copyRange({ headers }: Received, url: URL, { parts }: Upload): Promise<Answer> {
  const source = await send(new URL(`/${headers['x-amz-copy-source']}`, url));
  const file = Buffer.from(await source.body.arrayBuffer());
  if (headers['x-amz-copy-source-if-match'] !== source.headers['etag']) {
    return { status: 412, content: '<Error><Code>PreconditionFailed</Code></Error>' };
  }
  const [first = 0, last = 0] = String(headers['x-amz-copy-source-range']).slice(6).split('-').map(Number);
  parts.set(Number(url.searchParams.get('partNumber')), file.subarray(first, last + 1));
  return { status: 200, content: '<CopyPartResult><ETag>e</ETag></CopyPartResult>' };
}

async function forward(url: URL, { method, headers, bytes: body }: Received): Promise<Answer> {
  const { connection: _connection, 'transfer-encoding': _encoding, expect: _expect, ...rest } = headers;
  const answer = await send(url, { method: method as 'GET', headers: rest, body });
  const { 'transfer-encoding': _chunked, connection: _kept, ...told } = answer.headers;
  return { status: answer.statusCode, headers: told, content: Buffer.from(await answer.body.arrayBuffer()) };
}
