import './tokens.css';
import './base.css';
import './marks.css';
import './views.css';
import './lists.css';
import './bars.css';
import './session.ts';
import { render } from 'preact';
import { startChanges } from './api/changes.ts';
import { startLive } from './api/live.ts';
import { App } from './app.tsx';
import { completeSignIn, hasSignIn, isSignedIn, signIn } from './auth/oidc.ts';
import { startKeyboard } from './keyboard.ts';
import { SignInFailed } from './parts/sign-in-failed.tsx';
import { startRouter } from './router.ts';
import { startClock } from './state/clock.ts';

const root = document.getElementById('app');

async function start(place: HTMLElement): Promise<void> {
  try {
    await completeSignIn();
    // A tab that comes from nowhere goes to the issuer at once, and comes back to its address.
    if (hasSignIn && !isSignedIn()) return await signIn();
  } catch (error) {
    return render(<SignInFailed error={error} />, place);
  }
  startRouter();
  startClock();
  startLive();
  startChanges();
  startKeyboard();
  render(<App />, place);
}

if (root) void start(root);
