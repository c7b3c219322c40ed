import { request } from 'node:http';
import { type SchedulerFixture, startFixture } from './scheduler-fixture.ts';

let fixture: SchedulerFixture;

beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(async () => fixture[Symbol.asyncDispose]());

async function send(method: string, path: string, body?: string) {
  const response = await fetch(fixture.server.url + path, {
    method,
    ...(body === undefined ? {} : { body }),
  });
  return {
    status: response.status,
    type: response.headers.get('x-amzn-errortype'),
    body: await response.json(),
  };
}

test('a path or method that is not an operation is answered with 404', async () => {
  const unknown = { status: 404, type: 'UnknownOperationException', body: { Message: expect.any(String) } };
  await expect(send('GET', '/')).resolves.toEqual(unknown);
  await expect(send('GET', '/nothing/here')).resolves.toEqual(unknown);
  await expect(send('PATCH', '/schedules/job', '{}')).resolves.toEqual(unknown);
  await expect(send('GET', '/schedules/job/more')).resolves.toEqual(unknown);
  await expect(send('GET', '/toString')).resolves.toEqual(unknown);
  await expect(send('GET', '//')).resolves.toEqual(unknown);
});

test.each([
  ['broken JSON', '{"Target":'],
  ['an array', '[]'],
  ['a string', '"text"'],
  ['a number for a string', '{"ScheduleExpression":5}'],
])('a body that is %s is answered with SerializationException', async (_title, body) => {
  await expect(send('POST', '/schedules/job', body)).resolves.toMatchObject({
    status: 400,
    type: 'SerializationException',
    body: { Message: expect.any(String) },
  });
});

test('a member that is null counts as absent', async () => {
  await expect(send('POST', '/schedule-groups/nulls', '{"Tags":null}')).resolves.toMatchObject({
    status: 200,
  });
});

test('a name that is not well-formed percent-encoding is refused', async () => {
  await expect(send('GET', '/schedules/%E0%A4%A')).resolves.toMatchObject({ status: 400 });
});

test('a body over 1 MB is refused without being read to its end, and the server lives on', async () => {
  const { port } = fixture.server;
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const upload = request(
      { port, host: '127.0.0.1', method: 'POST', path: '/schedules/big' },
      (response) => {
        resolve(response.statusCode);
        response.resume();
        upload.destroy();
      },
    );
    upload.on('error', reject);
    upload.write(Buffer.alloc(1024 * 1024 + 1, 'x'));
  });
  expect(status).toBe(413);
  await expect(send('GET', '/schedules')).resolves.toMatchObject({ status: 200 });
});
