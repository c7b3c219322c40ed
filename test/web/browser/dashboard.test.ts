import { suiteOn } from '../../engines/suite-on.ts';
import { defineViews } from './views.ts';
import { startWebWorld } from './world.ts';

await suiteOn('the dashboard', startWebWorld, (world) => {
  defineViews(world);
});
