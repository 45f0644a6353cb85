import { join } from 'node:path'
import {
  defined,
  formatDuration,
  listOf,
  modelSlug,
  type ProbePlan,
  type Problem,
  probeId,
  type Target,
} from '../../core/index.ts'
import { PACKAGE_ROOT } from '../../package/index.ts'
import type { FoundProbe } from '../protocol/protocol.ts'
import { type Checked, checkProbe } from './check-probe.ts'

/**
 * Changes the cadence or timeout that a probe defines: for all probes of a target (`claude/*`), by probe name (`chat`) or
 * by probe id (`claude/chat`). The most specific key wins.
 */
export interface ProbeOverride {
  readonly everyMs?: number
  readonly timeoutMs?: number
  readonly off?: boolean
}

/** A plan with the parts that only the engine uses. */
export interface EnginePlan extends ProbePlan {
  /** The name in its file; equal to `probe` except for a variant of another model. */
  readonly definition: string
  /** The model it asks, where that is not the first of the api door. */
  readonly model?: string
  readonly stepTimeoutMs: number
}

interface Planned {
  readonly plans: readonly EnginePlan[]
  readonly problems: readonly Problem[]
  /** One for each probe of a team that no target has the doors of: it never runs. */
  readonly warnings: readonly Problem[]
}

/** A plan for every probe and every target that has its doors. A probe with a problem has no plan; the others do. */
export function planProbes(
  probes: readonly FoundProbe[],
  targets: readonly Target[],
  overrides: Readonly<Record<string, ProbeOverride>>,
): Planned {
  const problems: Problem[] = []
  const warnings: Problem[] = []
  const plans: EnginePlan[] = []
  const files = new Map<string, string>()
  for (const probe of probes) {
    const checked = checkProbe(probe, targets, files, (problem) => problems.push(problem))
    if (!checked) continue
    const fitting = targetsOf(checked, targets)
    if (fitting.length === 0 && !isBundled(probe)) warnings.push(fitsNone(probe, checked, targets))
    for (const target of fitting) {
      for (const variant of variantsOf(probe, checked, target)) {
        const override = overrideOf(overrides, target.name, checked.name, variant.name)
        if (override.off) continue
        const plan = planOf(probe, checked, target, variant, override)
        const problem = tooOften(plan, override)
        if (problem) problems.push(problem)
        else plans.push(plan)
      }
    }
  }
  return { plans, problems, warnings }
}

/** A bundled probe waits for a target that has its door. */
function isBundled({ file }: FoundProbe): boolean {
  return file.startsWith(join(PACKAGE_ROOT, 'probes/'))
}

function fitsNone(probe: FoundProbe, { name, needs, target }: Checked, targets: readonly Target[]): Problem {
  const doors = needs.length === 1 ? 'it' : 'them'
  return {
    source: probe.file,
    path: probe.options.needs === undefined ? 'surface' : 'needs',
    expected: `a target with ${listOf(needs)}`,
    got: target === undefined ? lackingOf(targets) : `${target}, where it cannot run`,
    hint: `The probe ${name} never runs. Configure ${doors} for a target, or change surface, needs or target of the probe.`,
  }
}

/** 'none of claude and openai' */
function lackingOf(targets: readonly Target[]): string {
  return targets.length === 0 ? 'no target' : `none of ${listOf(targets.map(({ name }) => name))}`
}

function targetsOf(checked: Checked, targets: readonly Target[]): readonly Target[] {
  return targets.filter(
    (target) =>
      (checked.target === undefined || checked.target === target.name) &&
      checked.needs.every((door) => hasDoor(target, door)) &&
      (checked.session === 'signed-in' || !checked.needs.includes('login') || !isManual(target)),
  )
}

/** Whether a target has a door, or an address of that name. */
function hasDoor(target: Target, door: string): boolean {
  const doors = new Map<string, unknown>(Object.entries(target))
  return doors.get(door) !== undefined || Object.hasOwn(target.urls ?? {}, door)
}

/** Where only a person can sign in, a probe can use their session and cannot sign in. */
function isManual({ login }: Target): boolean {
  return login?.strategy?.kind === 'manual'
}

/** A probe as it runs for a target: under the name in its file, or for another model. */
interface Variant {
  readonly name: string
  readonly model?: string
}

/** The probe itself, and with `each: 'model'` one variant for each other model of the api door. */
export function variantsOf(probe: FoundProbe, { name }: Pick<Checked, 'name'>, { api }: Target): readonly Variant[] {
  if (probe.options.each !== 'model') return [{ name }]
  const others = new Map((api?.models ?? []).toReversed().map((model) => [modelSlug(model), model]))
  others.delete(modelSlug(api?.model ?? ''))
  return [{ name }, ...[...others].map(([slug, model]) => ({ name: `${name}-${slug}`, model }))]
}

/** The overrides of the probe, then those of the variant, the more specific ones last. */
function overrideOf(
  overrides: Readonly<Record<string, ProbeOverride>>,
  target: string,
  probe: string,
  variant: string,
): ProbeOverride {
  const keys = [`${target}/*`, probe, `${target}/${probe}`, variant, `${target}/${variant}`]
  const override: ProbeOverride = Object.assign({}, ...keys.map((key) => overrides[key]))
  return override
}

const SHORTEST_DEFAULT_STEP_MS = 5_000

function planOf(
  probe: FoundProbe,
  checked: Checked,
  target: Target,
  { name, model }: Variant,
  override: ProbeOverride,
): EnginePlan {
  const timeoutMs = override.timeoutMs ?? checked.timeoutMs
  return {
    target: target.name,
    surface: checked.surface,
    probe: name,
    definition: checked.name,
    ...defined({ model }),
    kind: probe.kind,
    cadence: override.everyMs === undefined ? checked.cadence : { every: override.everyMs },
    timeoutMs,
    file: probe.file,
    stepTimeoutMs: checked.stepTimeoutMs ?? Math.max(SHORTEST_DEFAULT_STEP_MS, Math.round(timeoutMs / 3)),
  }
}

function tooOften(plan: EnginePlan, override: ProbeOverride): Problem | undefined {
  const { cadence, timeoutMs, target, surface, probe } = plan
  if (!('every' in cadence) || cadence.every > timeoutMs) return undefined
  const isOverridden = override.everyMs !== undefined || override.timeoutMs !== undefined
  const place = isOverridden ? ' in the schedule of the configuration' : ''
  return {
    source: plan.file,
    path: 'every',
    expected: `longer than the timeout (${formatDuration(timeoutMs)})`,
    got: formatDuration(cadence.every),
    hint: `A run of ${probeId(plan)} must end before the next one is due: raise every or lower timeout${place}.`,
    probe: { name: probe, surface, target },
  }
}
