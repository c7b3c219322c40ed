import { quoted } from '../text/bounds.ts';
import { nearestName } from '../validation/nearest-name.ts';
import { Cache } from './cache.ts';
import { IANA_NAMES } from './iana-names.ts';

const REGIONS =
  /^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)\/[A-Z]/;

/** Names of zones by their small letters: those of IANA, and zones that are newer than the list here. */
const names = new Map(
  [...IANA_NAMES, ...Intl.supportedValuesOf('timeZone')].map((name) => [name.toLowerCase(), name]),
);

/**
 * What is meant by names that IANA does not have, the likeliest first. ICU knows all of the first lines, and some as zones far
 * from where they are used: `BST` is Dhaka's. The last line are names of summer times and the like that are hardly known.
 */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  ACT: ['Australia/Darwin', 'America/Rio_Branco'],
  AET: ['Australia/Sydney'],
  AGT: ['America/Argentina/Buenos_Aires'],
  ART: ['Africa/Cairo', 'America/Argentina/Buenos_Aires'],
  AST: ['America/Halifax', 'America/Anchorage'],
  BET: ['America/Sao_Paulo'],
  BST: ['Europe/London', 'Asia/Dhaka'],
  CAT: ['Africa/Maputo'],
  CNT: ['America/St_Johns'],
  CST: ['America/Chicago', 'Asia/Shanghai'],
  CTT: ['Asia/Shanghai'],
  EAT: ['Africa/Nairobi'],
  ECT: ['Europe/Paris', 'America/Guayaquil'],
  IET: ['America/Indiana/Indianapolis'],
  IST: ['Asia/Kolkata', 'Europe/Dublin', 'Asia/Jerusalem'],
  JST: ['Asia/Tokyo'],
  MIT: ['Pacific/Apia'],
  NET: ['Asia/Yerevan'],
  NST: ['America/St_Johns', 'Pacific/Auckland'],
  PLT: ['Asia/Karachi'],
  PNT: ['America/Phoenix'],
  PRT: ['America/Puerto_Rico'],
  PST: ['America/Los_Angeles'],
  SST: ['Pacific/Pago_Pago', 'Pacific/Guadalcanal'],
  VST: ['Asia/Ho_Chi_Minh'],
  'SystemV/AST4': ['America/Puerto_Rico'],
  'SystemV/AST4ADT': ['America/Halifax'],
  'SystemV/CST6': ['America/Regina'],
  'SystemV/CST6CDT': ['America/Chicago'],
  'SystemV/EST5': ['America/Panama'],
  'SystemV/EST5EDT': ['America/New_York'],
  'SystemV/HST10': ['Pacific/Honolulu'],
  'SystemV/MST7': ['America/Phoenix'],
  'SystemV/MST7MDT': ['America/Denver'],
  'SystemV/PST8': ['Pacific/Pitcairn'],
  'SystemV/PST8PDT': ['America/Los_Angeles'],
  'SystemV/YST9': ['Pacific/Gambier'],
  'SystemV/YST9YDT': ['America/Anchorage'],
  'Canada/East-Saskatchewan': ['America/Regina'],
  'US/Pacific-New': ['America/Los_Angeles'],
  EDT: ['America/New_York'],
  CDT: ['America/Chicago'],
  MDT: ['America/Denver'],
  PDT: ['America/Los_Angeles'],
  AEST: ['Australia/Brisbane', 'Australia/Sydney'],
  CEST: ['Europe/Paris'],
  EEST: ['Europe/Athens'],
  KST: ['Asia/Seoul'],
  MSK: ['Europe/Moscow'],
};
const meant = new Map(Object.entries(MEANT).map(([name, zones]) => [name.toLowerCase(), zones]));

/** Asking for a zone takes long, and a name always stands for the same one. */
const known = new Cache<string>(1000);

/**
 * The name of a zone as it is kept, or undefined when IANA has none of that name, in whatever case. Names of its regions are
 * kept as IANA writes them; legacy names such as `US/Eastern` or `EST` are resolved, as EventBridge may refuse them
 * (docs/time.md, 2).
 */
export function readZone(name: string): string | undefined {
  return known.of(name, look);
}

function look(name: string): string | undefined {
  const own = names.get(name.toLowerCase());
  if (own === undefined) return undefined;
  try {
    const canonical = new Intl.DateTimeFormat('en', { timeZone: own }).resolvedOptions().timeZone;
    return REGIONS.test(own) ? own : canonical;
  } catch {
    return undefined;
  }
}

/** Whether IANA has a zone of exactly that name, letter by letter; names that only ICU knows, such as `BST`, are none of its. */
export function isIanaName(name: string): boolean {
  return names.get(name.toLowerCase()) === name;
}

/** Says of a name for which {@link readZone} finds no zone what is wrong with it, and which zones are nearest. */
export function zoneFault(name: string): string {
  const fixed = fixedZone(name);
  if (fixed !== undefined)
    return `${quoted(name)} is not the name of an IANA time zone; did you mean a city's, such as Europe/Paris, or ${fixed}, all the year and with the sign inverted?`;
  const near = nearestZones(name);
  return near.length === 0
    ? 'unknown time zone; an IANA name such as Europe/Paris is expected'
    : `${quoted(name)} is not the name of an IANA time zone; did you mean ${near.join(' or ')}?`;
}

/** The zone of an offset such as `GMT+2`, whole hours ahead of UTC; IANA's names count them the other way, as `Etc/GMT-2`. */
function fixedZone(name: string): string | undefined {
  const [, sign, hours] = /^(?:GMT|UTC)?([+-])0?(\d{1,2})(?::?00)?$/i.exec(name) ?? [];
  return names.get(`etc/gmt${sign === '+' ? '-' : '+'}${hours}`);
}

function nearestZones(name: string): readonly string[] {
  const small = name.toLowerCase();
  const ofName = meant.get(small);
  if (ofName) return ofName;
  const zones = [...names.values()].filter((zone) => REGIONS.test(zone));
  const ofCity = zones.filter((zone) => zone.toLowerCase().endsWith(`/${small.replaceAll(' ', '_')}`));
  if (ofCity.length > 0) return ofCity;
  const near = name.includes('/') ? nearestName(name, zones) : undefined;
  return near === undefined ? [] : [near];
}
