/** Bounds a caller can rely on; each appears in the message of the error that enforces it. */
export const Limits = {
  /** Largest request body, bytes (docs/contract.md, 18). */
  bodyBytes: 256 * 1024,
  /** Most dispatches of one `dispatchMany`. */
  dispatches: 100,
  /** Largest body of a `dispatchMany`, bytes: its parsing is one piece of work. Each dispatch in it keeps to `bodyBytes`. */
  manyBodyBytes: 512 * 1024,
  /** Deepest nesting of objects and arrays in a request body. */
  bodyDepth: 32,
  /** Most operators in an `input` and its named operation together, nested and escaped ones counted. */
  operators: 1000,
  /** Deepest nesting of operators. */
  operatorDepth: 32,
  /** Longest text that an operator reads or makes, characters. */
  operatorText: 256 * 1024,
  /** Most pieces that `$Split` or `$Replace` takes a text into. */
  operatorPieces: 10_000,
  /** What all operators of a run may cost together; a character read or made is one step. */
  operatorSteps: 1024 * 1024,
  /** Largest input of a run once its operators are evaluated and its placeholders filled, characters. */
  evaluatedInput: 1024 * 1024,
  idempotencyKeyLength: 256,
  /** Longest fairness key, characters (docs/contract.md, 1). */
  fairnessKeyLength: 64,
  /** Longest idempotency key of a trigger, characters: the job's row has it (docs/contract.md, 6). */
  triggerKeyLength: 64,
  /** Keys of triggers that a job remembers. */
  triggerKeys: 10,
  /** How long an idempotency key holds, ms (docs/contract.md, 4). */
  idempotencyWindowMs: 24 * 60 * 60 * 1000,
  /** Runs that have been under way for so long are in lists of running jobs, ms (docs/contract.md, 12). */
  runningShownAfterMs: 5000,
  retries: 100,
  /** Shortest interval, ms (docs/contract.md, 3). */
  everyMs: 1000,
  /** Longest interval, ms: ten years. */
  everyMaxMs: 3653 * 24 * 60 * 60 * 1000,
  cronLength: 256,
  /** Longest name of a schedule, characters. */
  scheduleNameLength: 64,
  /** Most schedules that a config declares for one product in one env. */
  declaredSchedules: 500,
  defaultTimeoutMs: 30_000,
  /** Numbers below this are taken for seconds and refused (docs/contract.md, 3). */
  earliestMs: 100_000_000_000,
  /** 9999-12-31T23:59:59.999Z, the last moment the system knows: an EventBridge `at()` expression names no later second. */
  latestMs: 253_402_300_799_999,
  /** Longest wait that a target can ask for where the job does not say, ms: a day. */
  retryAfterMs: 24 * 60 * 60 * 1000,
  /** Longest delay of a retry asked for, ms: a year. */
  delayMs: 365 * 24 * 60 * 60 * 1000,
  tagLength: 128,
  /** Longest actor that the audit trail keeps, characters; of a longer one the middle goes. */
  actorLength: 256,
  /** The same where a one-time job's row tells who dispatched it: all of the row is written at every step. */
  creatorLength: 70,
  /** Longest address of a caller that is kept, characters: any of IPv6 fits. */
  addressLength: 45,
  /** Longest reason that a command may have, characters. */
  reasonLength: 500,
  /** At most this many commands of a job are kept as long as it; later ones as long as its executions. */
  auditKept: 200,
  /** Longest reason of a hold, characters: it stands in the rows of the jobs that it stops. */
  holdReasonLength: 200,
  /** Most maintenance windows that a config declares for one product in one env. */
  maintenanceWindows: 20,
  /** Most alerts that a config declares for one product in one env. */
  alerts: 50,
  /** Longest error that the message of an alert tells, characters; a longer one ends with `…`. */
  alertErrorLength: 500,
  /** Longest maintenance window, ms: a week. */
  maintenanceMs: 7 * 24 * 60 * 60 * 1000,
  /** Longest text that says what a job calls, characters: two names and a colon. */
  targetLength: 257,
  /** Occurrences that a preview lists. */
  previewDefault: 10,
  previewMax: 100,
  /** Longest message and code of a run's error, characters; a longer message ends with `…`. */
  errorMessageLength: 2000,
  errorCodeLength: 64,
  errorStackLength: 1000,
  /** Longest message of one failed attempt among those of a run, characters; a longer one ends with `…`. */
  attemptErrorMessageLength: 200,
  /** Most of the errors of a run's attempts, bytes as JSON; the oldest are dropped. */
  attemptErrorsBytes: 3 * 1024,
  /** Most of a run's result that is kept, bytes as JSON. */
  resultBytes: 64 * 1024,
  /** Deepest nesting of objects and arrays in a run's result that is kept. */
  resultDepth: 64,
  listDefault: 50,
  /** Jobs that are told of what is due, and the longest time ahead, ms. */
  upcomingJobs: 200,
  upcomingMs: 86_400_000,
  /** Jobs of a list by their ids. */
  listIds: 24,
  /** Jobs of a bulk operation by their ids. */
  bulkIds: 100,
  /** Jobs that a bulk operation could not change, of which it tells. */
  bulkFailures: 20,
  listMax: 100,
  listOffsetMax: 1000,
  /** Most occurrences made up under `missed: 'all'`, and most queued behind a run under `overlap: 'queue'`. */
  catchUp: 100,
  /** Longest URL of a webhook, characters, both as it is given and as it is kept. */
  webhookUrlLength: 2048,
  webhookSecretLength: 256,
  /** Most webhooks of one product in one env; those of all its envs, of all products or of all of both are counted apart. */
  webhooks: 20,
  /** Most mistakes that an answer names; the others are counted. */
  issues: 100,
  /** Most mistakes that an answer names of each of many dispatches; the others are counted. */
  issuesOfMany: 20,
  issuePathLength: 256,
  issueMessageLength: 500,
  /** Largest input as it is stored, bytes of JSON: numbers grow, as `1e15` is stored with all its digits. */
  storedInputBytes: 320 * 1024,
  /** A page of jobs or executions ends before it has more bytes of JSON, and has a cursor then. */
  pageBytes: 1024 * 1024,
  /** Most that a run can note for its next attempt, bytes of JSON. */
  progressBytes: 100 * 1024,
} as const;
