import {
  type Failure,
  type IncidentChange,
  type JudgedChanges,
  MINUTE,
  type Notice,
  type Outcome,
  type StepResult,
  type Transition,
  type Trigger,
  type Verdict,
} from '../../src/core/index.ts'
import {
  createPolicy,
  emptyMemory,
  type JudgedRun,
  judge,
  judgeTime,
  type Policy,
  type TargetMemory,
  type WatchedProbe,
} from '../../src/judge/index.ts'

export const T0 = Date.UTC(2026, 10, 23, 21, 0, 0)
export const SURFACES = ['login', 'chat', 'console', 'cli', 'api']

export const HTTP_500: Failure = {
  class: 'server_error',
  blame: 'provider',
  message: 'HTTP 500',
  step: 'submit credentials',
  httpStatus: 500,
}
export const DRIFT: Failure = { class: 'drift', blame: 'probe', message: 'the button is gone', step: 'sign in' }
export const CREDENTIALS: Failure = { class: 'credentials', blame: 'ours', message: 'HTTP 401' }
export const NETWORK: Failure = { class: 'dns', blame: 'network', message: 'no such host' }

export function probesOf(surfaces: readonly string[] = SURFACES, everyMs = MINUTE): readonly WatchedProbe[] {
  return surfaces.map((surface) => ({ surface, probe: surface, everyMs }))
}

export interface RunWish {
  readonly at: number
  readonly surface?: string
  readonly outcome?: Outcome
  readonly failure?: Failure
  readonly trigger?: Trigger
  readonly location?: string
  readonly durationMs?: number
  /** Duration of each step, by name. */
  readonly steps?: Readonly<Record<string, number>>
}

/** A run; failed with HTTP 500 where a failed one has no failure of its own. */
export function runOf(wish: RunWish): JudgedRun {
  const outcome = wish.outcome ?? 'passed'
  const steps = Object.entries(wish.steps ?? {}).map(([name, durationMs]): StepResult => {
    return { name, outcome: 'passed', startedAt: wish.at, durationMs, statuses: {}, measures: {} }
  })
  const failure = wish.failure ?? (outcome === 'failed' ? HTTP_500 : undefined)
  return {
    target: 'sandbox',
    surface: wish.surface ?? 'login',
    probe: wish.surface ?? 'login',
    location: wish.location ?? 'local',
    trigger: wish.trigger ?? 'schedule',
    startedAt: wish.at,
    durationMs: wish.durationMs ?? 500,
    outcome,
    steps,
    ...(failure ? { failure } : {}),
  }
}

/** A judge with its memory, as the worker holds it, and a record of all it gave. */
export interface Bench {
  memory: TargetMemory
  readonly verdicts: Verdict[]
  readonly transitions: Transition[]
  readonly changes: IncidentChange[]
  readonly notices: Notice[]
  apply(wish: RunWish): Verdict
  /** `silent`: the surfaces whose probes the worker finds silent; without it the judge finds them by its own clock. */
  tick(now: number, silent?: readonly string[]): JudgedChanges
}

export function benchOf(
  options: { policy?: Policy; surfaces?: readonly string[]; everyMs?: number; memory?: TargetMemory } = {},
): Bench {
  const policy = options.policy ?? createPolicy()
  const target = { name: 'sandbox', probes: probesOf(options.surfaces ?? ['login'], options.everyMs) }
  const bench: Bench = {
    memory: options.memory ?? emptyMemory(target),
    verdicts: [],
    transitions: [],
    changes: [],
    notices: [],
    apply(wish) {
      const run = runOf(wish)
      const { memory, verdict } = judge(bench.memory, run, policy, run.startedAt + run.durationMs)
      bench.verdicts.push(verdict)
      return keep(bench, { memory, changes: verdict })
    },
    tick(now, silent) {
      const probes = silent?.map((surface) => ({
        surface,
        probe: surface,
        silentMs: MINUTE,
        cause: 'the disk is full',
      }))
      return keep(bench, judgeTime(bench.memory, policy, now, probes))
    },
  }
  return bench
}

function keep<Changes extends JudgedChanges>(
  bench: Bench,
  result: { memory: TargetMemory; changes: Changes },
): Changes {
  const { memory, changes } = result
  bench.memory = memory
  bench.transitions.push(...changes.transitions)
  if (changes.incident) bench.changes.push(changes.incident)
  bench.notices.push(...changes.notices)
  return changes
}

/** Passed runs every `everyMs` from `from`, `count` of them; gives the time after the last. */
export function calm(
  bench: Bench,
  from: number,
  count: number,
  everyMs: number = MINUTE,
  wish: Partial<RunWish> = {},
): number {
  for (let index = 0; index < count; index += 1) bench.apply({ ...wish, at: from + index * everyMs })
  return from + count * everyMs
}

/** Failed runs as the worker makes them: one on schedule, then one every ten seconds while a confirm run is wanted. */
export function breakHard(bench: Bench, at: number, wish: Partial<RunWish> = {}, gapMs = 10_000): number {
  let now = at
  let verdict = bench.apply({ outcome: 'failed', ...wish, at: now })
  for (let tries = 0; verdict.confirm && verdict.transitions.length === 0 && tries < 10; tries += 1) {
    now += gapMs
    verdict = bench.apply({ outcome: 'failed', ...wish, at: now, trigger: 'confirm' })
  }
  return now
}

export function states(bench: Bench): readonly string[] {
  return bench.transitions.map((one) => `${one.surface} ${one.from}>${one.to}`)
}

export function kinds(bench: Bench): readonly string[] {
  return bench.changes.flatMap((change) => change.entries.map((entry) => entry.kind))
}
