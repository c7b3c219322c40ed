import { useEffect, useRef } from 'preact/hooks';
import { changesHere } from './api/changes.ts';
import { ClockBar } from './clock-bar.tsx';
import { isHelpShown, KEYS } from './keyboard.ts';
import type { Page } from './pages.ts';
import { Dialog } from './parts/dialog.tsx';
import { line } from './parts/small.tsx';
import { Empty } from './parts/states.tsx';
import { Toasts } from './parts/toast.tsx';
import { addressOf, place } from './router.ts';
import { useTroubled } from './state/webhooks.ts';
import { count } from './text/format.ts';
import { TopBar } from './top-bar.tsx';
import { Bulk } from './views/bulk.tsx';
import { Changes } from './views/changes.tsx';
import { Job } from './views/job/job.tsx';
import { Jobs } from './views/jobs/jobs.tsx';
import { Now } from './views/now.tsx';
import { PauseBanner } from './views/pauses/banner.tsx';
import { Pauses } from './views/pauses/pauses.tsx';
import { Preview } from './views/preview.tsx';
import { Problems } from './views/problems.tsx';
import { Stats } from './views/stats/stats.tsx';
import { Webhooks } from './views/webhooks.tsx';

const VIEWS = {
  '/': { title: 'Now', View: Now },
  '/jobs': { title: 'Jobs', View: Jobs },
  '/jobs/{id}': { title: 'Job', View: Job },
  '/problems': { title: 'Problems', View: Problems },
  '/stats': { title: 'Statistics', View: Stats },
  '/changes': { title: 'Changes', View: Changes },
  '/webhooks': { title: 'Webhooks', View: Webhooks },
  '/preview': { title: 'Preview', View: Preview },
  '/bulk/{id}': { title: 'Many jobs', View: Bulk },
  '/pauses': { title: 'Pauses', View: Pauses },
} satisfies Record<Page, unknown>;

const NAVIGATION = ['/', '/jobs', '/stats', '/changes', '/webhooks', '/preview'] as const;

/** The frame, with the view of the address in it. */
export function App() {
  const { page, id, query } = place.value;
  const { title, View } = page === undefined ? { title: 'Not found', View: NoView } : VIEWS[page];
  useEffect(() => {
    document.title = `${id === '' ? title : `${title} ${line(id, 60)}`} · Ductape`;
  }, [title, id]);
  const isFirst = useRef(true);
  useEffect(() => {
    // Those who read by ear or go by keys begin anew with each view.
    if (!isFirst.current) document.getElementById('main')?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [page, id]);
  const section = page?.startsWith('/jobs') ? '/jobs' : page === '/problems' ? '/' : page;
  return (
    <div class="app">
      <a class="skip" href="#main">
        To the content
      </a>
      <nav class="main" aria-label="Views">
        <b>ductape</b>
        {NAVIGATION.map((path) => (
          <a key={path} href={addressOf(path)} aria-current={section === path ? 'page' : undefined}>
            {VIEWS[path].title}
            {path === '/' && <Failing />}
            {path === '/webhooks' && <Troubled />}
          </a>
        ))}
      </nav>
      <div class="column">
        <TopBar />
        <ClockBar />
        <PauseBanner />
        {/* Another job or scope is another view: nothing of the one before stays. */}
        <main id="main" tabIndex={-1} key={`${page ?? ''} ${id} ${query.get('in') ?? ''}`}>
          <View />
        </main>
      </div>
      <Toasts />
      {isHelpShown.value && <Help />}
    </div>
  );
}

/** How many webhooks do not deliver, for all views. */
function Troubled() {
  return <Badge count={useTroubled()} title="Webhooks that do not deliver" />;
}

/** How many jobs fail, for all views. */
function Failing() {
  return <Badge count={changesHere().data.value?.counts.failing ?? 0} title="Jobs whose last run failed" />;
}

function Badge({ count: failing, title }: { count: number; title: string }) {
  if (failing === 0) return null;
  return (
    <strong class="bad" title={title}>
      {' '}
      {count(failing)}
      <span class="hidden"> failing</span>
    </strong>
  );
}

function NoView() {
  return (
    <Empty title="There is no such view.">
      <p>
        <a href={addressOf('/')}>Look at what is on now</a>
      </p>
    </Empty>
  );
}

function Help() {
  const close = () => {
    isHelpShown.value = false;
  };
  return (
    <Dialog title="Keys" onClose={close}>
      <dl class="facts">
        {KEYS.map(([keys, does]) => (
          <>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </>
        ))}
      </dl>
      <div class="acts end">
        <button type="button" class="btn" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
