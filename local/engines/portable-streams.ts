import { randomUUID } from 'node:crypto';
import type {
  IncomingHttpHeaders,
  IncomingMessage,
  RequestListener,
  Server,
  ServerResponse,
} from 'node:http';
import { Readable } from 'node:stream';
import { asRecord } from '../../contract/plain-data.ts';
import { AwsJsonError } from '../aws-json.ts';
import { readBody } from '../lambda/http.ts';
import type { Intent, Item, StreamLog, TableStream } from './stream-log.ts';
import { streamArn, streamsApi } from './streams-api.ts';

type Input = Record<string, unknown>;

/** What the engine answered, and with what headers. */
interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The largest body that the engine takes, bytes. */
const LONGEST_BODY = 16 * 1024 * 1024;

const ITEM_WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];
const OF_TABLES = ['CreateTable', 'UpdateTable', 'DescribeTable', 'DeleteTable'];

/**
 * Gives an engine without DynamoDB Streams its streams: what is asked of them is answered of `log`, and a write to a table with a
 * stream is noted there, done, and compared with what was there before (decision 56). All else reaches the engine untouched.
 * Writes that a killed process left open become records before this resolves.
 */
export async function addStreams(server: Server, log: StreamLog): Promise<void> {
  const [engine] = server.listeners('request') as RequestListener[];
  if (!engine) throw new Error('the server has no engine');
  server.removeAllListeners('request');
  const front = new StreamsFront(engine, log);
  await front.recover();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const [service = '', action = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const isOfStreams = service.startsWith('DynamoDBStreams');
    const isWrite = ITEM_WRITES.includes(action) && !log.isEmpty();
    if (!isOfStreams && !isWrite && !OF_TABLES.includes(action)) return engine(request, response);
    front
      .answer(request, isOfStreams, action)
      .catch(refusal)
      .then(({ status, headers, body }) => response.writeHead(status, headers).end(body))
      .catch(() => response.destroy());
  });
}

class StreamsFront {
  readonly #engine: RequestListener;
  readonly #log: StreamLog;
  readonly #api: ReturnType<typeof streamsApi>;
  /** By key: the end of the last write that was let in. */
  readonly #tails = new Map<string, Promise<void>>();

  constructor(engine: RequestListener, log: StreamLog) {
    this.#engine = engine;
    this.#log = log;
    this.#api = streamsApi(log);
  }

  /** Makes records of the writes that were under way when the process ended. */
  async recover(): Promise<void> {
    const open = this.#log.intents();
    this.#log.settle(open, await this.#itemsOf(open, OWN_HEADERS));
  }

  async answer(request: IncomingMessage, isOfStreams: boolean, action: string): Promise<Answer> {
    const body = await readBody(request, LONGEST_BODY);
    if (!body) throw new AwsJsonError('RequestEntityTooLarge', 'the body is too long', 413);
    const { headers } = request;
    const input = parse(body);
    if (!input) return await this.#perform(body, headers);
    if (isOfStreams) {
      const act = Object.hasOwn(this.#api, action) ? this.#api[action] : undefined;
      if (!act) throw new AwsJsonError('UnknownOperationException', `not served: ${action}`);
      return own(await act(input));
    }
    if (OF_TABLES.includes(action)) return await this.#ofTable(action, input, body, headers);
    return await this.#write(this.#targets(action, input), body, headers);
  }

  /** Answers for a table, with its stream in the answer. */
  async #ofTable(action: string, input: Input, body: Buffer, headers: IncomingHttpHeaders): Promise<Answer> {
    const { StreamSpecification, ...rest } = input;
    const { StreamEnabled, StreamViewType } = asRecord(StreamSpecification);
    const name = String(input['TableName']);
    const changes = action === 'UpdateTable' && StreamSpecification !== undefined;
    if (changes && Object.keys(rest).length > 1) throw invalid('a stream is changed by a call of its own');
    if (changes && StreamEnabled === (this.#log.of(name) !== undefined)) {
      throw invalid(`Table already has ${StreamEnabled ? 'an enabled' : 'no'} stream: TableName: ${name}`);
    }
    const answer = await this.#perform(
      StreamSpecification === undefined ? body : Buffer.from(JSON.stringify(rest)),
      changes ? withAction(headers, 'DescribeTable') : headers,
    );
    if (answer.status !== 200) return answer;
    const answered = parse(Buffer.from(answer.body)) ?? {};
    const table = asRecord(answered['TableDescription'] ?? answered['Table']);
    if (action === 'DeleteTable' || (changes && StreamEnabled !== true)) this.#log.disable(name);
    else if (StreamEnabled === true) this.#log.enable(name, String(StreamViewType), keysOf(table));
    const seen = { ...table, ...inTable(this.#log.of(name)) };
    return own({ [action === 'DescribeTable' ? 'Table' : 'TableDescription']: seen });
  }

  /** The items that a call writes in tables with a stream; one whose key is not whole is left to the engine to refuse. */
  #targets(action: string, input: Input): Pick<Intent, 'stream' | 'key'>[] {
    const writes: [unknown, Item][] =
      action === 'BatchWriteItem'
        ? Object.entries(asRecord(input['RequestItems'])).flatMap(([table, requests]) =>
            [requests]
              .flat()
              .map((request) => [table, asRecord(itemOf(asRecord(request)))] as [string, Item]),
          )
        : [[input['TableName'], asRecord(input['Item'] ?? input['Key'])]];
    return writes.flatMap(([table, item]) => {
      const stream = this.#log.of(table);
      if (!stream?.keys.every((name) => Object.hasOwn(item, name))) return [];
      return [{ stream, key: Object.fromEntries(stream.keys.map((name) => [name, item[name]])) }];
    });
  }

  async #write(
    targets: Pick<Intent, 'stream' | 'key'>[],
    body: Buffer,
    headers: IncomingHttpHeaders,
  ): Promise<Answer> {
    if (targets.length === 0) return await this.#perform(body, headers);
    const names = targets.map(({ stream, key }) => `${stream.id} ${JSON.stringify(key)}`);
    return await this.#inTurn([...new Set(names)], async () => {
      const olds = await this.#itemsOf(targets, headers);
      const intents = this.#log.intend(targets.map((target, index) => ({ ...target, old: olds[index] })));
      const answer = await this.#perform(body, headers);
      this.#log.settle(intents, await this.#itemsOf(intents, headers));
      return answer;
    });
  }

  /** Works when the writes of each of the keys that came earlier are done. */
  async #inTurn<T>(names: string[], work: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const earlier = names.map((name) => this.#tails.get(name));
    for (const name of names) this.#tails.set(name, promise);
    await Promise.all(earlier);
    try {
      return await work();
    } finally {
      resolve();
      for (const name of names) if (this.#tails.get(name) === promise) this.#tails.delete(name);
    }
  }

  async #itemsOf(
    targets: readonly Pick<Intent, 'stream' | 'key'>[],
    headers: IncomingHttpHeaders,
  ): Promise<(Item | undefined)[]> {
    return await Promise.all(
      targets.map(async ({ stream, key }) => {
        const get = { TableName: stream.table, Key: key, ConsistentRead: true };
        const { body } = await this.#perform(
          Buffer.from(JSON.stringify(get)),
          withAction(headers, 'GetItem'),
        );
        return parse(Buffer.from(body))?.['Item'] as Item | undefined;
      }),
    );
  }

  /** Has the engine answer, without a socket between. */
  #perform(body: Buffer, headers: IncomingHttpHeaders): Promise<Answer> {
    return new Promise((resolve) => {
      const request = Object.assign(Readable.from([body]), { method: 'POST', url: '/', headers });
      const given: Record<string, string> = {};
      const response = {
        statusCode: 200,
        setHeader(name: string, value: unknown) {
          given[name] = String(value);
        },
        end: (text = '') => resolve({ status: response.statusCode, headers: given, body: text }),
      };
      this.#engine(request as unknown as IncomingMessage, response as unknown as ServerResponse);
    });
  }
}

/** What the engine wants to see of a caller. */
const OWN_HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
};

const withAction = (headers: IncomingHttpHeaders, action: string) => ({
  ...headers,
  'x-amz-target': `DynamoDB_20120810.${action}`,
});

const itemOf = ({ PutRequest, DeleteRequest }: Input) =>
  asRecord(PutRequest)['Item'] ?? asRecord(DeleteRequest)['Key'];

const keysOf = ({ KeySchema }: Input): string[] =>
  (KeySchema as { AttributeName: string; KeyType: string }[])
    .toSorted((a, b) => a.KeyType.localeCompare(b.KeyType))
    .map(({ AttributeName }) => AttributeName);

const inTable = (stream: TableStream | undefined) =>
  stream && {
    StreamSpecification: { StreamEnabled: true, StreamViewType: stream.view },
    LatestStreamArn: streamArn(stream),
    LatestStreamLabel: stream.label,
  };

function parse(body: Buffer): Input | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Input) : undefined;
  } catch {
    return undefined;
  }
}

const own = (value: object, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() },
  body: JSON.stringify(value),
});

const invalid = (message: string) => new AwsJsonError('ValidationException', message);

function refusal(error: unknown): Answer {
  const known =
    error instanceof AwsJsonError ? error : new AwsJsonError('InternalServerError', String(error), 500);
  return own({ __type: known.code, message: known.message }, known.status);
}
