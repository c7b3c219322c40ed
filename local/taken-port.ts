import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that another program listens on. */
export class PortTakenError extends Error {
  readonly code = 'PORT_TAKEN';
}

/**
 * Finds out before anything is built that a port of 127.0.0.1 can be listened on; port 0 always can.
 * @param purpose what needs it, and what to do when it is taken
 * @throws PortTakenError naming the port
 */
export async function mustBeFree(port: number, purpose: { of: string; remedy: string }): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason =
      code === 'EADDRINUSE'
        ? 'is in use by another program, perhaps an embedded cloud that runs already'
        : `cannot be used (${message})`;
    throw new PortTakenError(`Port ${port} of ${purpose.of} ${reason}: ${purpose.remedy}`, { cause });
  }
  await new Promise((resolve) => server.close(resolve));
}
