import { useState } from 'preact/hooks';
import type { Webhook, WebhookTest } from '../../contract/webhook.ts';
import { ductape } from '../api/client.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { Pager } from '../parts/pager.tsx';
import { block, Chip, line, Panel, Time } from '../parts/small.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { say } from '../parts/toast.tsx';
import { currentScope } from '../state/scope.ts';
import { useWebhooks } from '../state/webhooks.ts';
import { took } from '../text/format.ts';
import type { Sign } from '../text/words.ts';

/** The receivers of events, and whether these arrive. */
export function Webhooks() {
  const scope = currentScope();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const webhooks = useWebhooks(cursor);
  return (
    <>
      <h1>Webhooks</h1>
      <Loaded live={webhooks}>
        {({ webhooks: all, cursor: next }) => (
          <Panel title="Receivers" subtitle={all.length} flush>
            {all.length === 0 && cursors.length === 0 ? (
              <None isScoped={scope.product !== undefined} />
            ) : (
              <ul class="rows webhooks">
                {all.map((each) => (
                  <Receiver key={each.id} webhook={each} />
                ))}
              </ul>
            )}
            <Pager cursors={cursors} next={next} to={setCursors} words={['Back', 'Show more']} />
          </Panel>
        )}
      </Loaded>
    </>
  );
}

function None({ isScoped }: { isScoped: boolean }) {
  return (
    <Empty title={isScoped ? 'None was set for this product and env.' : 'None was set.'}>
      <p class="t3">
        <code>DUCTAPE_WEBHOOK_SECRET=… ductape webhooks set URL</code> or <code>jobs.setWebhook()</code> sets
        one.
      </p>
    </Empty>
  );
}

function signOf({ enabled, failing_since: since }: Webhook): Sign {
  if (!enabled) return { look: 'cancel', word: 'Disabled' };
  return since === undefined ? { look: 'ok', word: 'Enabled' } : { look: 'fail', word: 'Failing' };
}

function Receiver({ webhook }: { webhook: Webhook }) {
  const [test, setTest] = useState<WebhookTest | undefined>(undefined);
  const [asked, setAsked] = useState<'test' | 'enable' | 'delete' | undefined>(undefined);
  const of =
    webhook.product === undefined ? 'all products' : `${webhook.product}/${webhook.env ?? 'all envs'}`;
  return (
    <li>
      <Chip {...signOf(webhook)} />
      <div class="detail">
        <strong class="wrap">{line(webhook.url, 300)}</strong>
        <p class="sub">
          {line(of)} · {webhook.events.join(', ')}
        </p>
        {webhook.failing_since !== undefined && (
          <p class="bad">
            Every delivery has failed since <Time at={webhook.failing_since} />
          </p>
        )}
        {webhook.last_failure && (
          <p class="t3 wrap">
            The last failure: <Time at={webhook.last_failure.at} /> {block(webhook.last_failure.error)}
          </p>
        )}
        {webhook.disabled_reason !== undefined && <p class="bad wrap">{block(webhook.disabled_reason)}</p>}
        {test && <TestResult test={test} />}
      </div>
      <div class="acts">
        {!webhook.enabled && (
          <ActionButton onClick={() => setAsked('enable')} look="main">
            Enable again…
          </ActionButton>
        )}
        <ActionButton onClick={() => setAsked('test')}>Test…</ActionButton>
        <ActionButton onClick={() => setAsked('delete')} look="danger">
          Delete…
        </ActionButton>
      </div>
      {asked === 'test' && (
        <Confirm
          title="Send a test?"
          button="Send it"
          run={async () => setTest(await ductape.jobs.testWebhook(webhook.id))}
          onClose={() => setAsked(undefined)}
        >
          <p>
            One <code>webhook.test</code>, signed like the others, goes to this address now:
          </p>
          <p class="wrap mono">{line(webhook.url, 300)}</p>
        </Confirm>
      )}
      {asked === 'enable' && <EnableAgain webhook={webhook} onClose={() => setAsked(undefined)} />}
      {asked === 'delete' && (
        <Confirm
          title="Delete this webhook?"
          button="Delete the webhook"
          danger
          run={async () => {
            await ductape.jobs.deleteWebhook(webhook.id);
            say('The webhook is deleted.');
          }}
          onClose={() => setAsked(undefined)}
        >
          <p>Nothing is sent to it any more; what is still to be delivered is dropped.</p>
          <p class="wrap mono">{line(webhook.url, 300)}</p>
        </Confirm>
      )}
    </li>
  );
}

/** A webhook is enabled by setting it again, with its secret, which nothing gives back. */
function EnableAgain({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const [secret, setSecret] = useState('');
  const { url, events, product = null, env = null } = webhook;
  const run = async () => {
    await ductape.jobs.setWebhook({ url, events, secret, product, env });
    say('The webhook is enabled again.');
  };
  return (
    <Confirm
      title="Enable this webhook again?"
      button="Enable it"
      blocked={secret === ''}
      run={run}
      onClose={onClose}
    >
      <p>
        It is set again as it was, and told of what happens from now on. Type its secret, or another one that
        its receiver knows from now on: the API never shows it.
      </p>
      <p class="wrap mono">{line(url, 300)}</p>
      <label class="field">
        <span>Secret</span>
        <input
          name="secret"
          type="password"
          value={secret}
          autocomplete="off"
          onInput={({ currentTarget }) => setSecret(currentTarget.value)}
        />
      </label>
    </Confirm>
  );
}

function TestResult({ test }: { test: WebhookTest }) {
  const { delivered, status, duration_ms: duration, error } = test;
  const answer = status === undefined ? '' : `, answered ${status}`;
  return (
    <p role="status" class={delivered ? 'good' : 'bad wrap'}>
      {delivered ? 'Delivered' : 'Not delivered'}
      {answer} in {took(duration)}
      {error !== undefined && `: ${block(error)}`}
    </p>
  );
}
