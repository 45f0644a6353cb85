import { join } from 'node:path'
import { type CadenceOverride, type Config, configuredSurfaces } from '../../config/index.ts'
import { sandboxTarget } from '../../config/presets/index.ts'
import { surfacesUsed, targetOf } from '../../continuity/index.ts'
import { SECOND, type Target, type Workflow } from '../../core/index.ts'
import { PACKAGE_ROOT } from '../../package/index.ts'
import { type ChildReady, SANDBOX_ACCOUNT } from '../../sandbox/index.ts'

/** A run must end well within the ten seconds from slot to slot. */
const LONGEST_RUN_MS = 8 * SECOND

/** The targets of a plan, as the sandboxes stand in for them. */
export interface Cast {
  /** Provider A, which most work depends on: the scenario breaks it. */
  readonly provider: string
  /** The other targets of the plan: model B, which stays healthy. */
  readonly others: readonly string[]
}

/** @param workflows at least one */
export function castOf(workflows: readonly Workflow[]): Cast {
  const load = new Map<string, number>()
  for (const workflow of workflows) {
    const targets = new Set(surfacesUsed(workflow).map(targetOf))
    const hours = workflow.people * workflow.hours.weekMs
    for (const target of targets) load.set(target, (load.get(target) ?? 0) + hours)
  }
  const [provider = '', ...used] = [...load].toSorted((a, b) => b[1] - a[1]).map(([name]) => name)
  const through = workflows.flatMap(({ fallback }) => (fallback?.kind === 'switch' ? targetOf(fallback.through) : []))
  return { provider, others: [...new Set([...used, ...through])].filter((name) => name !== provider) }
}

/** The surfaces of the other targets that the plan uses: `openai/cli`. */
export function surfacesOfOthers(workflows: readonly Workflow[], { provider }: Cast): readonly string[] {
  const all = workflows.flatMap((workflow) => [
    ...surfacesUsed(workflow),
    ...(workflow.fallback?.kind === 'switch' ? [workflow.fallback.through] : []),
  ])
  return [...new Set(all)].filter((surface) => targetOf(surface) !== provider)
}

/** A sandbox under the name of a target of the plan. */
export function standIn(name: string, title: string, { url, controlUrl }: ChildReady['sandboxes'][number]): Target {
  const cliEntry = join(PACKAGE_ROOT, 'dist/src/sandbox/cli/main.js')
  // Not marked as bundled: the alerts of a drill are those of the real target.
  const {
    bundled: _,
    statusPage: __,
    ...target
  } = sandboxTarget({ url, controlUrl, account: SANDBOX_ACCOUNT, cliEntry })
  return { ...target, name, title }
}

/** The configured cadences, with timeouts that fit between two slots of a drill. */
export function drillCadences(
  { cadences }: Pick<Config, 'cadences'>,
  surfaces: readonly string[],
): Readonly<Record<string, CadenceOverride>> {
  const short = surfaces.map((id): [string, CadenceOverride] => {
    const [target, probe = ''] = id.split('/', 2)
    const { off: _, ...written } = { ...cadences[`${target}/*`], ...cadences[probe], ...cadences[id] }
    return [id, { ...written, timeoutMs: Math.min(written.timeoutMs ?? LONGEST_RUN_MS, LONGEST_RUN_MS), off: false }]
  })
  return { ...cadences, ...Object.fromEntries(short) }
}

/** The surfaces of a sandbox that a person uses. */
const SANDBOX_SURFACES = ['login', 'session', 'chat', 'mobile', 'console', 'cli', 'api']

/** The surfaces of provider A that a scenario can break: those that are watched; of the example all that there are. */
export function playableSurfaces(config: Config, { provider }: Cast, isExample: boolean): readonly string[] {
  if (isExample) return SANDBOX_SURFACES
  const watched = configuredSurfaces(config)
  return SANDBOX_SURFACES.filter((surface) => watched.includes(`${provider}/${surface}`))
}
