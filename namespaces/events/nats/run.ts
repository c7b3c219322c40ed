import { jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection, headers as newHeaders } from '@nats-io/transport-node';
import { ErrorCode } from '../../../contract/errors.ts';
import type { NatsBroker } from '../../../contract/resources/events.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { resolveSecrets } from '../../../core/input/secret-reference.ts';
import type { Secrets } from '../../../core/ports/access.ts';
import { abortable } from '../../shared/connection.ts';
import { errorType } from '../../shared/error-code.ts';
import { encoded } from '../message.ts';
import type { Publish } from '../publish.ts';
import { errors } from './errors.ts';

const CONNECT_MS = 5000;

/** One connection for each server and execution environment; a secret's new value makes a new one. */
const connections = new Map<string, Promise<NatsConnection>>();

/**
 * Publishes the message. With `jetstream` a stream has stored it, once for a run within the stream's duplicate window;
 * without, the server has received it and NATS promises nothing more.
 */
export const publish: Publish<NatsBroker> = async (
  broker,
  { subject, jetstream: stored },
  message,
  context,
) => {
  const { body, contentType, headers } = encoded(message, context);
  const all = newHeaders();
  for (const [name, value] of Object.entries({ ...headers, 'content-type': contentType }))
    all.set(name, value);
  const key = await keyOf(broker, context.secrets);
  try {
    const connection = await abortable(connectionOf(broker, key), context.signal, 'the broker');
    if (stored) {
      const options = { msgID: context.identity, headers: all };
      const ack = await abortable(
        jetstream(connection).publish(subject, body, options),
        context.signal,
        'the broker',
      );
      return { sequence_number: `${ack.stream}:${ack.seq}` };
    }
    all.set('Nats-Msg-Id', context.identity);
    connection.publish(subject, body, { headers: all });
    await abortable(connection.flush(), context.signal, 'the broker');
    return { message_id: context.identity };
  } catch (error) {
    forget(key);
    throw error instanceof RunError ? error : natsError(error);
  }
};

interface Login {
  servers: string[];
  user?: string;
  pass?: string;
  token?: string;
}

/** What a connection is made with, as the key of the one that is kept. */
async function keyOf({ servers, auth }: NatsBroker, secrets: Secrets): Promise<string> {
  const login: Login = { servers };
  if (auth && 'token' in auth) login.token = await resolveSecrets(auth.token, secrets);
  if (auth && 'username' in auth) {
    login.user = await resolveSecrets(auth.username, secrets);
    login.pass = await resolveSecrets(auth.password, secrets);
  }
  return JSON.stringify(login);
}

function connectionOf({ servers }: NatsBroker, key: string): Promise<NatsConnection> {
  const kept = connections.get(key);
  if (kept !== undefined) return kept;
  const login: Login = JSON.parse(key);
  const connecting = connect({
    ...login,
    name: 'ductape-scheduler',
    timeout: CONNECT_MS,
    // A lost connection fails the attempt at once; the next attempt makes a new one.
    reconnect: false,
    ...(servers.some((server) => server.startsWith('tls://')) && { tls: {} }),
  });
  connections.set(key, connecting);
  connecting.then(
    (connection) => void connection.closed().then(() => connections.delete(key)),
    () => connections.delete(key),
  );
  return connecting;
}

function forget(key: string): void {
  const kept = connections.get(key);
  connections.delete(key);
  kept?.then((connection) => connection.close()).catch(() => undefined);
}

/** The name of an error or of its cause says what it is; system errors stand in the message. */
function natsError(error: unknown): RunError {
  const { name = 'unknown error', message = '', cause } = error instanceof Error ? error : {};
  const system = /\b(E[A-Z]{4,}|Authorization Violation|no responders|maximum payload exceeded)\b/i.exec(
    message,
  )?.[0];
  const said = [cause instanceof Error ? cause.name : undefined, name, system].filter(
    (one) => one !== undefined,
  );
  const known = said.find((one) => errorType(errors, one) !== undefined) ?? name;
  return new RunError(errorType(errors, known) ?? ErrorCode.ConnectionLost, `NATS: ${known}`, {
    cause: error,
  });
}
