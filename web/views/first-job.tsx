import { CopyButton } from '../parts/data.tsx';
import { Code } from '../parts/small.tsx';
import { Empty } from '../parts/states.tsx';

const LINES = `const ductape = new Ductape({ endpoint: '${location.origin}', product: 'app', env: 'dev' });
await ductape.workflows.dispatch({ workflow: 'report', input: {}, schedule: { cron: '0 9 * * *' } });`;

/** What makes a first job, where nothing is planned. */
export function FirstJob() {
  return (
    <Empty title="Nothing is planned.">
      <p class="t3">A job comes from your code:</p>
      <Code name="A dispatch" text={LINES} />
      <CopyButton text={LINES} what="a dispatch" />
    </Empty>
  );
}
