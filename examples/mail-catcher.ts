import { SMTPServer } from 'smtp-server';

/** A mail as it came in. */
export interface Mail {
  to: string[];
  raw: string;
}

/** An SMTP server that keeps what it is sent. */
export async function startMailCatcher(
  port: number,
): Promise<{ mails: Mail[]; port: number; stop(): Promise<void> }> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, raw: Buffer.concat(chunks).toString() });
        done();
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // Of one connection, such as a client that went away.
  server.on('error', () => undefined);
  const address = server.server.address();
  const listening = typeof address === 'object' && address ? address.port : port;
  return { mails, port: listening, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}
