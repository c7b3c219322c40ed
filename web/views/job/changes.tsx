import { useState } from 'preact/hooks';
import type { AuditPage } from '../../../contract/audit.ts';
import { defined } from '../../../contract/plain-data.ts';
import { ductape } from '../../api/client.ts';
import { EVERY_MS, entryOf, useLive } from '../../api/live.ts';
import { Entries } from '../../parts/entries.tsx';
import { Panel } from '../../parts/small.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';

/** Commands on a job's page; older ones are asked for. */
const LIMIT = 10;

const keyOf = (id: string, limit = LIMIT) => `audit ${id} ${limit}`;

/** What {@link ChangesOfJob} has read first. */
export const changesOf = (id: string) => entryOf<AuditPage>(keyOf(id));

/** Every command on the job: by which actor, when and why. */
export function ChangesOfJob({ id }: { id: string }) {
  const [limit, setLimit] = useState(LIMIT);
  const page = useLive(keyOf(id, limit), () => ductape.jobs.getAudit(id, defined({ limit })), EVERY_MS.one);
  return (
    <Panel title="Changes" flush>
      <Loaded live={page} rows={2}>
        {({ entries, cursor }) => (
          <>
            {entries.length === 0 ? <Empty title="No command yet." /> : <Entries entries={entries} ofJob />}
            {cursor !== undefined && limit < 100 && (
              <p class="pb foot">
                <button type="button" class="btn" onClick={() => setLimit(100)}>
                  Show more
                </button>
              </p>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}
