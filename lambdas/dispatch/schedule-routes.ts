import { visibleIn } from '../../core/config/find-resource.ts';
import { readNothing } from '../../core/input/commands.ts';
import {
  deleteSchedule,
  getSchedule,
  listSchedules,
} from '../../core/usecases/schedules/manage-schedules.ts';
import { upsertSchedule } from '../../core/usecases/schedules/upsert-schedule.ts';
import { oneScope } from './call-scope.ts';
import { nameOf } from './path-params.ts';
import { checked, ok, type Route } from './route.ts';
import type { RouteKey } from './route-keys.ts';

type ScheduleKey = Extract<RouteKey, `${string}/v1/schedules${string}`>;

/** The routes of named schedules, and of what a schedule means. */
export const scheduleRoutes: { [Key in ScheduleKey]: Route<Key> } = {
  'PUT /v1/schedules': async ({ body, access, caller }, setup, ports) => {
    // Loaded at the first such call.
    const { putSchedules } = await import('../../core/usecases/schedules/put-schedules.ts');
    return ok(await putSchedules(body, { ...setup, caller, config: visibleIn(setup.config, access) }, ports));
  },

  'PUT /v1/schedules/{name}': async ({ params, body, access, caller }, setup, ports) => {
    const visible = { ...setup, caller, config: visibleIn(setup.config, access) };
    const schedule = await upsertSchedule(params['name'] ?? '', body, 'call', visible, ports);
    return { status: schedule.outcome === 'created' ? 201 : 200, body: schedule };
  },

  'GET /v1/schedules': async ({ query, ...caller }, { config }, ports) =>
    ok(await listSchedules(oneScope(caller, query, config), query, ports)),

  'GET /v1/schedules/{name}': async ({ params, query, ...caller }, { config }, ports) =>
    ok(await getSchedule(nameOf(params), oneScope(caller, query, config), ports)),

  'DELETE /v1/schedules/{name}': async ({ params, query, body, ...caller }, { config }, ports) => {
    checked(readNothing(body));
    const scope = oneScope(caller, query, config);
    await deleteSchedule(nameOf(params), scope, 'The schedule was deleted.', caller.caller, ports);
    return ok({ deleted: true });
  },

  'POST /v1/schedules/preview': async ({ body }, _setup, { clock, settings }) => {
    // Loaded at the first such call: no other call pays for it.
    const { previewSchedule } = await import('../../core/usecases/manage/preview-schedule.ts');
    return ok(previewSchedule(body, clock.now(), settings.nearBound));
  },

  'POST /v1/schedules/calendar': async ({ body }, _setup, { clock }) => {
    const { scheduleCalendar } = await import('../../core/usecases/manage/schedule-calendar.ts');
    return ok(scheduleCalendar(body, clock.now()));
  },
};
