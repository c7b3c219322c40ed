import { useWidth } from './width.ts';

/** A stretch of time and what happened in it. */
export interface Bar {
  label: string;
  title: string;
  ok: number;
  failed: number;
  /** What stands over it. */
  over?: string;
}

const HIGH = 148;
const BASE = 120;
const TOP = 16;
/** What a label may take, px. */
const LABEL = 56;
/** What happened at all is seen, px. */
const LEAST = 2;

/** Completed and failed runs by time, on each other; a cross over a bar says that some failed. */
export function Bars({ bars, message }: { bars: readonly Bar[]; message: string }) {
  const { ref, width } = useWidth();
  const most = Math.max(1, ...bars.map(({ ok, failed }) => ok + failed));
  const pitch = width / Math.max(1, bars.length);
  const wide = Math.max(4, Math.min(48, pitch - 6));
  const every = Math.max(1, Math.ceil((bars.length * LABEL) / Math.max(width, 1)));
  const high = (value: number) => (value === 0 ? 0 : Math.max(LEAST, (value / most) * (BASE - TOP)));
  return (
    <figure ref={ref}>
      <svg width={width} height={HIGH} role="img" aria-label={message}>
        {bars.map(({ label, title, ok, failed, over }, index) => {
          const x = index * pitch + (pitch - wide) / 2;
          const middle = x + wide / 2;
          const failedHigh = high(failed);
          const okHigh = high(ok);
          return (
            <g key={title}>
              <title>{title}</title>
              <rect x={index * pitch} width={pitch} height={BASE} class="clear" />
              <g class="m-fail">
                <rect x={x} y={BASE - failedHigh} width={wide} height={failedHigh} class="fill" />
                {failed > 0 && (
                  <path
                    transform={`translate(${middle - 4},${BASE - failedHigh - okHigh - 11})`}
                    d="M0 0 8 8M8 0 0 8"
                    class="stroke"
                  />
                )}
              </g>
              <rect x={x} y={BASE - failedHigh - okHigh} width={wide} height={okHigh} class="m-ok fill" />
              {over !== undefined && (
                <text x={middle} y={BASE - failedHigh - okHigh - 4} text-anchor="middle">
                  {over}
                </text>
              )}
              {index % every === 0 && (
                <text
                  x={Math.min(Math.max(middle, LABEL / 2), width - LABEL / 2)}
                  y={BASE + 18}
                  text-anchor="middle"
                >
                  {label}
                </text>
              )}
            </g>
          );
        })}
        <path d={`M0 ${BASE + 0.5}H${width}`} class="axis" />
      </svg>
    </figure>
  );
}
