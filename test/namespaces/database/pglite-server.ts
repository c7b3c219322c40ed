import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { newCluster } from '../../../local/engines/new-cluster.ts';

// A process of its own: PostgreSQL as WASM blocks its thread while a statement runs.
const db = await PGlite.create({ loadDataDir: await newCluster() });
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 20 });
server.addEventListener('listening', (event) => {
  const { port } = (event as CustomEvent<{ port: number }>).detail;
  process.stdout.write(`${port}\n`);
});
await server.start();
