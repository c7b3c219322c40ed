import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { HttpHandler } from '../../adapters/aws/http-handler.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const servers: Server[] = [];
const clients: DynamoDBClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A client of a DynamoDB that answers as `listener` does. */
async function clientOf(listener: RequestListener): Promise<DynamoDBClient> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials,
    requestHandler: new HttpHandler(),
  });
  clients.push(client);
  return client;
}

const get = () => new GetItemCommand({ TableName: 'jobs', Key: { pk: { S: 'ü' } } });

describe('the handler that carries requests of AWS clients', () => {
  test('sends the whole body and gives the whole answer, over one connection', async () => {
    const name = 'ä'.repeat(100_000);
    const received: string[] = [];
    const client = await clientOf(async (request, response) => {
      let text = '';
      for await (const chunk of request.setEncoding('utf8')) text += chunk;
      received.push(text);
      response.writeHead(200).end(JSON.stringify({ Item: { name: { S: name } } }));
    });
    const connections: unknown[] = [];
    servers[0]?.on('connection', (socket) => connections.push(socket));
    for (let i = 0; i < 3; i += 1) expect((await client.send(get())).Item).toEqual({ name: { S: name } });
    expect(new Set(received)).toEqual(
      new Set([JSON.stringify({ TableName: 'jobs', Key: { pk: { S: 'ü' } } })]),
    );
    expect(connections).toHaveLength(1);
  });

  test('lets the client try again when the connection breaks in the middle of an answer', async () => {
    let calls = 0;
    const client = await clientOf((request, response) => {
      request.resume();
      calls += 1;
      if (calls === 1)
        response.writeHead(200, { 'content-length': 100 }).write('{', () => request.socket.destroy());
      else response.writeHead(200).end('{}');
    });
    expect((await client.send(get())).$metadata).toMatchObject({ attempts: 2 });
  });

  test('lets the client read what an error says', async () => {
    const client = await clientOf((request, response) => {
      request.resume();
      response
        .writeHead(400)
        .end(JSON.stringify({ __type: 'x#ValidationException', message: 'no such key' }));
    });
    await expect(client.send(get())).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'no such key',
    });
  });

  test('gives up when the call is aborted', async () => {
    const client = await clientOf((request) => void request.resume());
    const abort = new AbortController();
    const call = client.send(get(), { abortSignal: abort.signal });
    setImmediate(() => abort.abort());
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });
});
