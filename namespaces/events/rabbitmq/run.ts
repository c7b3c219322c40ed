import type { Socket } from 'node:net';
import { Connection } from 'rabbitmq-client';
import { ErrorCode } from '../../../contract/errors.ts';
import { asRecord } from '../../../contract/plain-data.ts';
import type { RabbitMqBroker } from '../../../contract/resources/events.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { abortable, resolveUrl } from '../../shared/connection.ts';
import { errorType } from '../../shared/error-code.ts';
import { encoded } from '../message.ts';
import type { Publish } from '../publish.ts';
import { errors } from './errors.ts';

const CONNECT_MS = 5000;

/** A frame of RabbitMQ has at most 128 KB unless its operator asks for more, bytes. */
const FRAME_MAX = 16 * 1024 * 1024;

const connections = new Map<string, Connection>();

/**
 * Publishes the message, persistent, and waits until the server has it; one that no queue takes is
 * `UNROUTABLE`. RabbitMQ has no idempotency of its own: the run's identity is the message's id.
 */
export const publish: Publish<RabbitMqBroker> = async (
  broker,
  { exchange = '', routingKey },
  message,
  context,
) => {
  const { body, contentType, headers } = encoded(message, context);
  const connection = connectionOf(await resolveUrl(broker.url, context.secrets));
  const properties = { durable: true, messageId: context.identity, contentType, headers, mandatory: true };
  try {
    await abortable(
      send(connection, { exchange, routingKey, ...properties }, body),
      context.signal,
      'the broker',
    );
    return { message_id: context.identity };
  } catch (error) {
    if (!(error instanceof RunError) || error.code !== ErrorCode.Unroutable) forget(connection);
    throw error instanceof RunError ? error : rabbitError(error);
  }
};

type Envelope = Parameters<Awaited<ReturnType<Connection['acquire']>>['basicPublish']>[0];

/** A channel of its own for each message, so that a return belongs to it. */
async function send(connection: Connection, envelope: Envelope, body: string): Promise<void> {
  const channel = await acquire(connection);
  let returned: string | undefined;
  channel.on('basic.return', (message) => {
    returned = message.replyText;
  });
  try {
    await channel.confirmSelect();
    await channel.basicPublish(envelope, Buffer.from(body));
  } finally {
    await channel.close().catch(() => undefined);
  }
  if (returned !== undefined)
    throw new RunError(ErrorCode.Unroutable, `no queue takes the message: ${returned}`);
}

/** The client tries to connect without end; the first refusal ends the attempt. */
async function acquire(connection: Connection) {
  const { promise: refused, reject } = Promise.withResolvers<never>();
  connection.once('error', reject);
  try {
    return await Promise.race([connection.acquire(), refused]);
  } catch (error) {
    // A user that is refused while signing in has no right to sign in.
    const { code } = asRecord(error);
    if (code !== 'ACCESS_REFUSED') throw error;
    throw new RunError(ErrorCode.Unauthorized, 'RabbitMQ: the credentials were not accepted', {
      cause: error,
    });
  } finally {
    connection.off('error', reject);
  }
}

function connectionOf(url: string): Connection {
  const kept = connections.get(url);
  if (kept) return kept;
  const connection = new Connection({
    url,
    connectionName: 'ductape-scheduler',
    connectionTimeout: CONNECT_MS,
    acquireTimeout: CONNECT_MS,
    retryLow: 100,
    retryHigh: 1000,
  });
  guard(Reflect.get(connection, '_socket'));
  // The run that publishes gets the error by itself. A connection that breaks while no run uses it would connect again without end.
  connection.on('error', () => forget(connection));
  connections.set(url, connection);
  return connection;
}

/**
 * The client asks its socket for as many bytes as a frame says it has. A server of another protocol says nonsense, and beyond 1 GiB Node
 * throws where the client does not catch it: that would end the process, and all runs in it.
 */
function guard(socket: Socket): void {
  const read = socket.read.bind(socket);
  socket.read = (size?: number) => {
    if (size === undefined || size <= FRAME_MAX) return read(size);
    socket.destroy(Object.assign(new Error('the server does not speak AMQP'), { code: 'NOT_AMQP' }));
    return null;
  };
}

function forget(connection: Connection): void {
  for (const [url, kept] of connections) if (kept === connection) connections.delete(url);
  connection.unsafeDestroy();
}

function rabbitError(error: unknown): RunError {
  const name = String(asRecord(error).code ?? 'TIMEOUT');
  return new RunError(errorType(errors, name) ?? ErrorCode.ConnectionLost, `RabbitMQ: ${name}`, {
    cause: error,
  });
}
