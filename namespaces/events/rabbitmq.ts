import { Connection } from 'rabbitmq-client';
import { ErrorCode } from '../../contract/errors.ts';
import type { RabbitMqBroker } from '../../contract/resources/events.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { abortable } from '../shared/abortable.ts';
import { errorType } from '../shared/error-table.ts';
import { resolveUrl } from '../shared/secret-url.ts';
import { encoded } from './headers.ts';
import type { Publish } from './publish.ts';

const CONNECT_MS = 5000;

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
    if (!(error instanceof RunError) || error.code === ErrorCode.Timeout) forget(connection);
    throw error instanceof RunError ? error : rabbitError(error, lastFaults.get(connection));
  }
};

type Envelope = Parameters<Awaited<ReturnType<Connection['acquire']>>['basicPublish']>[0];

/** A channel of its own for each message, so that a return belongs to it. */
async function send(connection: Connection, envelope: Envelope, body: string): Promise<void> {
  const channel = await connection.acquire();
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
  if (returned !== undefined) throw new RunError('UNROUTABLE', `no queue takes the message: ${returned}`);
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
  // What breaks is told to whoever publishes; without a listener it would end the process.
  connection.on('error', (error) => lastFaults.set(connection, error));
  connections.set(url, connection);
  return connection;
}

/** Why a connection cannot be had; waiting for one only tells that it took too long. */
const lastFaults = new WeakMap<Connection, unknown>();

function forget(connection: Connection): void {
  for (const [url, kept] of connections) if (kept === connection) connections.delete(url);
  connection.unsafeDestroy();
}

/** @param fault why the connection was lost or never had, if it is known */
function rabbitError(error: unknown, fault: unknown): RunError {
  const name = String(Object(error).code ?? Object(fault).code ?? 'TIMEOUT');
  return new RunError(errorType('amqp', name) ?? 'CONNECTION_LOST', `RabbitMQ: ${name}`, { cause: error });
}
