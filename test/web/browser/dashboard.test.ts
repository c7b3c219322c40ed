import { suiteOn } from '../../engines/suite-on.ts';
import { defineAcceptance } from './acceptance.ts';
import { defineActions } from './actions.ts';
import { defineChanges } from './changes.ts';
import { defineChosen } from './chosen.ts';
import { defineData } from './data.ts';
import { defineDrawer } from './drawer.ts';
import { defineFound } from './found.ts';
import { defineLiving } from './living.ts';
import { definePauses } from './pauses.ts';
import { defineTabs } from './tabs.ts';
import { defineUi } from './ui.ts';
import { defineViews } from './views.ts';
import { startWebWorld } from './world.ts';

await suiteOn('the dashboard', startWebWorld, (world) => {
  describe('each view', () => defineViews(world));
  describe('what can be done', () => defineActions(world));
  describe('the drawer of a run', () => defineDrawer(world));
  describe('pausing everything', () => definePauses(world));
  describe('by ductape ui', () => defineUi(world));
  describe('what was changed', () => defineChanges(world));
  describe('in several tabs', () => defineTabs(world));
  describe('while it is open', () => defineLiving(world));
  describe('what is large, late or disabled', () => defineData(world));
  describe('from one end to the other', () => defineAcceptance(world));
  describe('what is chosen or counted', () => defineChosen(world));
  describe('what was met once', () => defineFound(world));
});
