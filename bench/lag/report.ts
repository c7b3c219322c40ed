import { percentile } from '../measure.ts';
import type { Arrivals } from './contender.ts';

/** The figures of some runs; times in ms. */
export interface Figures {
  runs: number;
  p50_ms: number;
  p99_ms: number;
  max_ms: number;
  early: number;
  lost: number;
  extra: number;
}

/** The figures of each kind and, as `overall`, of all. */
export function figuresOf(arrivals: Record<string, Arrivals>): Record<string, Figures> {
  const some = Object.entries(arrivals).map(([kind, one]) => [kind, figures([one])] as const);
  return { ...Object.fromEntries(some), overall: figures(Object.values(arrivals)) };
}

function figures(some: Arrivals[]): Figures {
  const lags = some.flatMap((one) => one.lags);
  const sum = (what: 'early' | 'lost' | 'extra') => some.reduce((total, one) => total + one[what], 0);
  return {
    runs: lags.length,
    p50_ms: percentile(lags, 50),
    p99_ms: percentile(lags, 99),
    max_ms: percentile(lags, 100),
    early: sum('early'),
    lost: sum('lost'),
    extra: sum('extra'),
  };
}
