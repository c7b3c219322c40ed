// Runs as a worker thread beside the function, so that even a busy loop in the function cannot outlive its host: the
// system closes this connection when the host dies, however it dies.
import { connect } from 'node:net';
import { workerData } from 'node:worker_threads';

connect(workerData)
  .on('error', () => {})
  .on('close', () => process.kill(process.pid, 'SIGKILL'))
  .resume();
