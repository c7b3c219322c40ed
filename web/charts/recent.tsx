const PITCH = 7;
const HIGH = 14;

/** How the last runs ended, a mark each, oldest first. */
export function Recent({ ends }: { ends: string }) {
  const failed = [...ends].filter((end) => end === 'f').length;
  return (
    <svg
      class="recent"
      width={ends.length * PITCH}
      height={HIGH}
      role="img"
      aria-label={`The last ${ends.length} runs: ${failed} failed`}
    >
      {[...ends].map((end, at) => (
        <g key={at} transform={`translate(${at * PITCH},0)`} class={end === 'f' ? 'm-fail' : 'm-ok'}>
          {end === 'f' ? (
            <path d="M.5 3 5 11M5 3 .5 11" class="stroke" />
          ) : (
            <rect x=".5" y="1" width="4.5" height="12" rx="1.5" class="fill" />
          )}
        </g>
      ))}
    </svg>
  );
}
