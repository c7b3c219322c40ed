import './tokens.css';
import './base.css';
import './marks.css';
import './views.css';
import './lists.css';
import { render } from 'preact';
import { startChanges } from './api/changes.ts';
import { startLive } from './api/live.ts';
import { App } from './app.tsx';
import { startKeyboard } from './keyboard.ts';
import { startRouter } from './router.ts';
import { startClock } from './state/clock.ts';

const root = document.getElementById('app');
if (root) {
  startRouter();
  startClock();
  startLive();
  startChanges();
  startKeyboard();
  render(<App />, root);
}
