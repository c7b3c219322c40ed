import { GenericError, MultipleErrors, Producer, stringSerializers } from '@platformatic/kafka';
import { ErrorCode } from '../../../contract/errors.ts';
import { asRecord } from '../../../contract/plain-data.ts';
import type { KafkaBroker } from '../../../contract/resources/events.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { resolveSecrets } from '../../../core/input/secret-reference.ts';
import type { Secrets } from '../../../core/ports/access.ts';
import { abortable } from '../../shared/connection.ts';
import { errorType } from '../../shared/error-code.ts';
import { encoded } from '../message.ts';
import type { Publish } from '../publish.ts';
import { errors } from './errors.ts';

type TextProducer = Producer<string, string, string, string>;

const CONNECT_MS = 5000;

/** One producer for each cluster and execution environment; a secret's new value makes a new one. */
const producers = new Map<string, TextProducer>();

/**
 * Sends the message to the topic, acknowledged by all replicas in sync; the messages of a job keep their order. Kafka
 * tells duplicates of one producer only: the run's identity is the header `idempotency_key`.
 */
export const publish: Publish<KafkaBroker> = async (broker, { topic }, message, context) => {
  const { body, contentType, headers } = encoded(message, context);
  const producer = await producerOf(broker, context.secrets);
  const record = {
    topic,
    key: context.job_id,
    value: body,
    headers: { ...headers, 'content-type': contentType },
  };
  try {
    const sent = await abortable(
      producer.send({ messages: [record], acks: -1 }),
      context.signal,
      'the broker',
    );
    const [place] = sent.offsets ?? [];
    return place ? { sequence_number: `${place.partition}:${place.offset}` } : {};
  } catch (error) {
    forget(producer);
    throw error instanceof RunError ? error : kafkaError(error);
  }
};

async function producerOf(broker: KafkaBroker, secrets: Secrets): Promise<TextProducer> {
  const { brokers, tls = 'require', sasl } = broker;
  const password = sasl && (await resolveSecrets(sasl.password, secrets));
  const username = sasl && (await resolveSecrets(sasl.username, secrets));
  const key = JSON.stringify([brokers, tls, sasl?.mechanism, username, password]);
  const kept = producers.get(key);
  if (kept) return kept;
  const producer = new Producer({
    clientId: 'ductape-scheduler',
    bootstrapBrokers: brokers,
    serializers: stringSerializers,
    autocreateTopics: false,
    connectTimeout: CONNECT_MS,
    // Whether there is another attempt is for the job's retry policy to say.
    retries: 1,
    retryDelay: 250,
    ...(tls === 'require' && { tls: { rejectUnauthorized: true } }),
    ...(sasl &&
      username !== undefined &&
      password !== undefined && {
        sasl: { mechanism: sasl.mechanism, username, password },
      }),
  });
  producers.set(key, producer);
  return producer;
}

function forget(producer: TextProducer): void {
  for (const [key, kept] of producers) if (kept === producer) producers.delete(key);
  producer.close(true).catch(() => undefined);
}

/** The protocol's own error name goes first; it may be nested in errors of connections and retries. */
function kafkaError(error: unknown): RunError {
  const name = String(findNamed(error) ?? asRecord(error).code ?? 'unknown error');
  const type = errorType(errors, name) ?? ErrorCode.Connection;
  return new RunError(type, `Kafka: ${name}`, { cause: error });
}

function findNamed(error: unknown): unknown {
  // The client looks a topic up before it sends, and tells of one that is not there in words.
  if (/^Unknown topic /.test(String(asRecord(error).message))) return 'UNKNOWN_TOPIC_OR_PARTITION';
  const find = (code: string): object | null | undefined => {
    if (error instanceof GenericError) return error.findBy('code', code);
    return error instanceof MultipleErrors ? error.findBy('code', code) : undefined;
  };
  for (const code of ['PLT_KFK_PROTOCOL', 'PLT_KFK_AUTHENTICATION', 'PLT_KFK_TIMEOUT', 'PLT_KFK_NETWORK']) {
    const found = find(code);
    if (found) return Reflect.get(found, 'apiId') ?? code;
  }
  return undefined;
}
