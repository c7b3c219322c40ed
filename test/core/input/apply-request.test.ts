import { Limits } from '../../../contract/limits.ts';
import { readApply } from '../../../core/input/apply-request.ts';

const SCOPE = { product: 'shop', env: 'dev' };
const pathsOf = (body: unknown) => {
  const read = readApply(body);
  return read.ok ? [] : read.issues.map(({ path }) => path);
};

describe('the body that applies a set of schedules', () => {
  test('is applied, and removes nothing that is not told, unless it says otherwise', () => {
    const schedules = { daily: { namespace: 'actions', schedule: { cron: '0 9 * * *' } } };
    expect(readApply({ ...SCOPE, schedules })).toEqual({
      ok: true,
      value: { ...SCOPE, schedules, dry_run: false, prune: false },
    });
    expect(readApply({ ...SCOPE, schedules, dry_run: true, prune: true })).toMatchObject({
      value: { dry_run: true, prune: true },
    });
  });

  test('is refused with the path of each mistake', () => {
    expect(pathsOf({ ...SCOPE, env: 1, schedules: { daily: 1 }, dryRun: true })).toEqual([
      'env',
      'schedules.daily',
      'dryRun',
    ]);
  });

  test('is refused where a schedule holds what is unfit to be handled', () => {
    const daily = JSON.parse('{"input":{"__proto__":1}}');
    expect(pathsOf({ ...SCOPE, schedules: { daily } })).toEqual(['schedules.daily.input.__proto__']);
  });

  test('has as many schedules as the limit says', () => {
    const schedules = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, nth) => [`s${nth}`, {}]));
    expect(pathsOf({ ...SCOPE, schedules: schedules(Limits.declaredSchedules) })).toEqual([]);
    expect(pathsOf({ ...SCOPE, schedules: schedules(Limits.declaredSchedules + 1) })).toEqual(['schedules']);
  });
});
