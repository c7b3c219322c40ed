import type { Hold } from '../../../contract/hold.ts';
import { holdKey } from '../../../core/ports/hold-store.ts';

test('a hold is kept under its scope, one of a window under its moment too, and no two of them under one name', () => {
  const of: [Partial<Hold>, string][] = [
    [{}, '##'],
    [{ product: 'shop' }, 'shop##'],
    [{ env: 'shop' }, '#shop#'],
    [{ namespace: 'actions' }, '##actions'],
    [{ product: 'shop', env: 'dev', namespace: 'actions', since: 5 }, 'shop#dev#actions'],
    [{ product: 'shop', env: 'dev', window: '0 1 * * * UTC', since: 5 }, 'shop#dev##0 1 * * * UTC#5'],
  ];
  for (const [hold, key] of of) expect(holdKey(hold)).toBe(key);
});
