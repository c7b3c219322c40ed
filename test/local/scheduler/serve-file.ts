import { startScheduler } from '../../../local/scheduler/start-scheduler.ts';

/** Serves the file named by the first argument; the second is `stuck` where targets never answer. */
const [file = ':memory:', mode] = process.argv.slice(2);
const server = await startScheduler({
  port: 0,
  file,
  async deliver({ input }) {
    console.log(`fired ${input}`);
    if (mode === 'stuck') await new Promise(() => {});
  },
});
console.log(`url ${server.url}`);
