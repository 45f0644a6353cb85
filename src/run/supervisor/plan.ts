import { basename } from 'node:path'
import { validate } from 'node-cron'
import {
  type Cadence,
  formatDuration,
  modelSlug,
  type ProbePlan,
  type Problem,
  parseDuration,
  type Target,
} from '../../core/index.ts'
// The file and not the folder's index: that one loads Playwright, which has no place in the worker process.
import { DOORS as DOOR_NAMES } from '../../probe/options.ts'
import type { FoundProbe } from '../protocol.ts'

const DOORS: readonly string[] = DOOR_NAMES

/**
 * How a probe's own cadence is changed: for all probes of a target (`claude/*`), by probe name (`chat`) or by probe id
 * (`claude/chat`); what is said more closely wins.
 */
export interface ProbeOverride {
  readonly everyMs?: number
  readonly timeoutMs?: number
  readonly off?: boolean
}

/** A plan with what only the engine needs. */
export interface EnginePlan extends ProbePlan {
  /** The name its file gives it; `probe` where it is not one of several. */
  readonly definition: string
  /** The model of the api door that it asks, where that is not the door's first. */
  readonly model?: string
  readonly stepTimeoutMs: number
}

export interface Planned {
  readonly plans: readonly EnginePlan[]
  readonly problems: readonly Problem[]
}

/** Every probe for every target that has its doors; what is wrong with a probe is a problem, and the others go on. */
export function planProbes(
  found: readonly FoundProbe[],
  targets: readonly Target[],
  overrides: Readonly<Record<string, ProbeOverride>>,
): Planned {
  const problems: Problem[] = []
  const plans: EnginePlan[] = []
  const files = new Map<string, string>()
  for (const probe of found) {
    const checked = checkProbe(probe, targets, files, problems)
    if (!checked) continue
    for (const target of targetsOf(checked, targets)) {
      const { [`${target.name}/*`]: all, [checked.name]: named, [`${target.name}/${checked.name}`]: own } = overrides
      const override = { ...all, ...named, ...own }
      const plan = override.off ? undefined : planOf(probe, checked, target, override, problems)
      if (plan) plans.push(plan, ...plansOfModels(plan, probe, target, overrides))
    }
  }
  return { plans, problems }
}

/** A probe's options, known to be sound. */
interface Checked {
  readonly name: string
  readonly surface: string
  readonly needs: readonly string[]
  readonly session: unknown
  readonly target: string | undefined
  readonly cadence: Cadence
  readonly timeoutMs: number
  readonly stepTimeoutMs: number | undefined
}

const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/

function checkProbe(
  probe: FoundProbe,
  targets: readonly Target[],
  files: Map<string, string>,
  problems: Problem[],
): Checked | undefined {
  const before = problems.length
  const complain = (path: string, expected: string, got: unknown, hint?: string) =>
    problems.push({ source: probe.file, path, expected, got: show(got), ...(hint ? { hint } : {}) })
  const { name, surface, target } = probe.options
  if (!isName(name)) complain('name', 'a short name of small letters, digits and dashes', name)
  if (!isName(surface)) complain('surface', 'a short name of small letters, digits and dashes', surface)
  const first = files.get(String(name))
  if (first) complain('name', 'a name of its own', name, `${basename(first)} has a probe of this name already.`)
  files.set(String(name), first ?? probe.file)
  checkContent(probe, complain)
  const cadence = cadenceOf(probe.options, complain)
  const timeoutMs = durationOf(probe.options.timeout, 'timeout', complain)
  if (probe.options.each !== undefined && probe.options.each !== 'model')
    complain('each', "'model'", probe.options.each)
  const stepTimeoutMs =
    probe.options.stepTimeout === undefined ? undefined : durationOf(probe.options.stepTimeout, 'stepTimeout', complain)
  const needs = needsOf(probe, complain)
  if (target !== undefined && !targets.some((one) => one.name === target)) {
    complain('target', `one of ${targets.map((one) => one.name).join(', ')}`, target)
  }
  if (!cadence || timeoutMs === undefined || problems.length > before) return undefined
  return {
    name: String(name),
    surface: String(surface),
    needs,
    session: probe.options.session,
    target: target as string,
    cadence,
    timeoutMs,
    stepTimeoutMs,
  }
}

type Complain = (path: string, expected: string, got: unknown, hint?: string) => void

function checkContent(probe: FoundProbe, complain: Complain): void {
  if (!probe.hasStep) {
    complain(
      'body',
      'at least one step',
      'none',
      "Wrap what the probe does: await step('open the app', async () => { … })",
    )
  }
  if (!probe.hasExpectation) {
    complain(
      'body',
      'at least one expectation',
      'none',
      'Say what a good answer is: expect(reply).toContainText(…), or it can never fail.',
    )
  }
}

function cadenceOf(options: FoundProbe['options'], complain: Complain): Cadence | undefined {
  const { every, cron, timezone } = options
  if ((every === undefined) === (cron === undefined)) {
    complain(every === undefined ? 'every' : 'cron', 'either every or cron', every === undefined ? undefined : 'both')
    return undefined
  }
  if (every !== undefined) {
    const ms = durationOf(every, 'every', complain)
    return ms === undefined ? undefined : { every: ms }
  }
  if (typeof cron !== 'string' || !validate(cron)) {
    complain('cron', "a cron expression such as '*/5 * * * *'", cron)
    return undefined
  }
  if (timezone === undefined) return { cron }
  if (typeof timezone === 'string' && isTimezone(timezone)) return { cron, timezone }
  complain('timezone', "an IANA time zone such as 'Europe/Berlin'", timezone)
  return undefined
}

function needsOf(probe: FoundProbe, complain: Complain): readonly string[] {
  const { surface, needs, session } = probe.options
  const named = Array.isArray(needs) ? needs.map(String) : DOORS.includes(String(surface)) ? [String(surface)] : []
  const unknown = named.find((door) => !DOORS.includes(door))
  if (unknown !== undefined) complain('needs', `doors of a target: ${DOORS.join(', ')}`, unknown)
  if (named.length === 0) {
    complain(
      'surface',
      `one of ${DOORS.join(', ')}`,
      surface,
      `A surface of another name says which doors it uses: needs: ['chat'].`,
    )
  }
  return session === 'signed-in' ? [...new Set([...named, 'login'])] : named
}

function targetsOf(checked: Checked, targets: readonly Target[]): readonly Target[] {
  const has = (target: Target, door: string) => (target as unknown as Record<string, unknown>)[door] !== undefined
  return targets.filter(
    (target) =>
      (checked.target === undefined || checked.target === target.name) &&
      checked.needs.every((door) => has(target, door)) &&
      (checked.session === 'signed-in' || !checked.needs.includes('login') || !onlyByHand(target)),
  )
}

/** Where only a person can sign in, no probe can: what is left to watch is the session they left. */
function onlyByHand({ login }: Target): boolean {
  return login?.strategy?.kind === 'manual'
}

const SHORTEST_DEFAULT_STEP_MS = 5_000

function planOf(
  probe: FoundProbe,
  checked: Checked,
  target: Target,
  override: ProbeOverride,
  problems: Problem[],
): EnginePlan | undefined {
  const cadence = override.everyMs === undefined ? checked.cadence : { every: override.everyMs }
  const timeoutMs = override.timeoutMs ?? checked.timeoutMs
  if ('every' in cadence && cadence.every <= timeoutMs) {
    problems.push({
      source: probe.file,
      path: 'every',
      expected: `longer than the timeout (${formatDuration(timeoutMs)})`,
      got: formatDuration(cadence.every),
      hint: `A run of ${target.name}/${checked.name} must end before the next one is due: raise every or lower timeout.`,
    })
    return undefined
  }
  return {
    target: target.name,
    surface: checked.surface,
    probe: checked.name,
    definition: checked.name,
    kind: probe.kind,
    cadence,
    timeoutMs,
    file: probe.file,
    stepTimeoutMs: checked.stepTimeoutMs ?? Math.max(SHORTEST_DEFAULT_STEP_MS, Math.round(timeoutMs / 3)),
  }
}

/** The same probe once more for each other model of the api door, where it asks for that. */
function plansOfModels(
  plan: EnginePlan,
  probe: FoundProbe,
  target: Target,
  overrides: Readonly<Record<string, ProbeOverride>>,
): readonly EnginePlan[] {
  if (probe.options.each !== 'model') return []
  const others = new Map((target.api?.models ?? []).toReversed().map((model) => [modelSlug(model), model]))
  others.delete(modelSlug(target.api?.model ?? ''))
  return [...others].flatMap(([name, model]) => {
    const own = `${plan.definition}-${name}`
    const { off, everyMs, timeoutMs } = { ...overrides[own], ...overrides[`${target.name}/${own}`] }
    if (off) return []
    const cadence = everyMs === undefined ? plan.cadence : { every: everyMs }
    return { ...plan, model, probe: own, cadence, timeoutMs: timeoutMs ?? plan.timeoutMs }
  })
}

function durationOf(value: unknown, path: string, complain: Complain): number | undefined {
  try {
    const ms = parseDuration(String(value))
    if (ms > 0) return ms
  } catch {
    // Said below.
  }
  complain(path, 'a duration such as 30s, 5m or 1m30s', value)
  return undefined
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value)
}

function show(value: unknown): string {
  return value === undefined
    ? 'nothing'
    : typeof value === 'string'
      ? value.slice(0, 60)
      : JSON.stringify(value).slice(0, 60)
}
