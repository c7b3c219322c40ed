import type { Certified, Encrypted } from './shared.ts';

/** SQS queues; each topic is one queue. */
export interface SqsBroker {
  provider: 'sqs';
  topics: Record<string, { queueArn: string } & Encrypted>;
}

/** SNS topics; each topic of the broker is one of them. */
export interface SnsBroker {
  provider: 'sns';
  topics: Record<string, { topicArn: string } & Encrypted>;
}

/** An EventBridge bus; each topic is one detail type. */
export interface EventBridgeBroker {
  provider: 'eventbridge';
  busArn: string;
  /** The `source` of every event. */
  source: string;
  topics: Record<string, { detailType: string }>;
}

/** Kinesis data streams; each topic is one stream. */
export interface KinesisBroker {
  provider: 'kinesis';
  topics: Record<string, { streamArn: string } & Encrypted>;
}

/** A Kafka cluster. */
export interface KafkaBroker {
  provider: 'kafka';
  /** `host:port` of some of its brokers. */
  brokers: string[];
  /** `require` (default) checks the brokers' certificates; `disable` speaks plain TCP. */
  tls?: 'require' | 'disable';
  sasl?: { mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'; username: string; password: string };
  topics: Record<string, { topic: string }>;
}

/** A RabbitMQ server, or another that speaks AMQP 0-9-1. */
export interface RabbitMqBroker {
  provider: 'rabbitmq';
  /** `amqp(s)://user:password@host:port/vhost`; may hold `$Secret{NAME}`, also as a whole. */
  url: string;
  /** Without an exchange the routing key is the name of a queue. */
  topics: Record<string, { exchange?: string; routingKey: string }>;
}

/** A NATS server. */
export interface NatsBroker {
  provider: 'nats';
  /** `host:port`, or `tls://host:port`. */
  servers: string[];
  auth?: { username: string; password: string } | { token: string };
  /** `jetstream` waits until a stream has stored the message; without it NATS promises nothing. */
  topics: Record<string, { subject: string; jetstream?: boolean }>;
}

/** Redis, or another server of its protocol such as Valkey, that is not a cluster; each topic is one stream. */
export interface RedisStreamsBroker extends Certified {
  provider: 'redis-streams';
  /** `redis://user:password@host:port/number`, `rediss://` for TLS; may hold `$Secret{NAME}`, also as a whole. */
  url: string;
  /** A stream with `maxLength` keeps about as many entries, never fewer (`MAXLEN ~`); without it, all. */
  topics: Record<string, { stream: string; maxLength?: number }>;
}
