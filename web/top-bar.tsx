import { contact } from './api/client.ts';
import { line } from './parts/small.tsx';
import { useTyped } from './parts/typed.ts';
import { addressOf, go, place } from './router.ts';
import { now } from './state/clock.ts';
import { me } from './state/me.ts';
import { cityOf, ownZone, span } from './text/format.ts';
import { PauseAllButton } from './views/pauses/pause-all.tsx';

/** What every view is about, a way to any job, and whether what is shown is of now. */
export function TopBar() {
  return (
    <header>
      <Scope />
      <Find />
      <span class="sp" />
      <Contact />
      <PauseAllButton />
    </header>
  );
}

function Scope() {
  const { path, query } = place.value;
  const set = (value: string) => {
    const others = Object.fromEntries([...query].filter(([name]) => name !== 'in'));
    const home = path.startsWith('/jobs/') || path.startsWith('/bulk/') ? '/jobs' : path;
    go(addressOf(home, { ...others, in: value.trim() }));
  };
  const [typed, type] = useTyped(query.get('in') ?? '');
  return (
    <label class="scope">
      <span class="hidden">Product and env</span>
      <input
        name="in"
        value={typed}
        placeholder="all products"
        title="Product and env, such as shop/dev; empty for all that you may see"
        list="scopes"
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => type(currentTarget.value)}
        onChange={({ currentTarget }) => set(currentTarget.value)}
      />
      <datalist id="scopes">
        {me.value?.scopes.map(({ product, env }) => (
          <option key={`${product}/${env}`} value={`${product}/${env}`} />
        ))}
      </datalist>
    </label>
  );
}

/** An id opens its job; anything else is taken for the beginning of a name or target. */
function Find() {
  const find = (text: string) => {
    if (text === '') return;
    go(/^job_\w+$/.test(text) ? addressOf(`/jobs/${text}`) : addressOf('/jobs', { q: text }));
  };
  return (
    <search class="find">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const input = event.currentTarget.elements.namedItem('find');
          if (!(input instanceof HTMLInputElement)) return;
          find(input.value.trim());
          input.value = '';
          input.blur();
        }}
      >
        <label>
          <span class="hidden">Find a job by its id, name or target</span>
          <input
            name="find"
            data-find
            placeholder="Job id, name or target  /"
            autocomplete="off"
            spellcheck={false}
          />
        </label>
      </form>
    </search>
  );
}

function Contact() {
  const { at, lostAt } = contact.value;
  const who = me.value;
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' }).format(now.value);
  if (lostAt !== undefined)
    return (
      <span class="contact lost" role="status">
        ◌ {span(Date.now() - at)} old<span class="wide-only">, trying again</span>
      </span>
    );
  return (
    <span class="contact" title={who && `You are ${line(who.actor)}; release ${line(who.version)}`}>
      <span class="live">● live</span>{' '}
      <span class="wide-only">
        · {time} {cityOf(ownZone())}
      </span>
    </span>
  );
}
