import {
  type Clock,
  type History,
  type Log,
  messageOf,
  PEOPLE_WINDOW_MS,
  type ProbePlan,
  peopleWitnesses,
  surfaceId,
  type Target,
} from '../../core/index.ts'
import type { Store } from '../../store/index.ts'
import type { ReportDesk } from '../../web/index.ts'

interface ReportDeskDeps {
  readonly store: Pick<Store, 'saveReport'> & Pick<History, 'reports' | 'reportTokens'>
  readonly plans: readonly ProbePlan[]
  readonly targets: readonly Target[]
  readonly clock: Clock
  readonly log: Pick<Log, 'info' | 'warn'>
  /** Runs a probe now, as far as the budget allows. */
  readonly probe: (plan: ProbePlan) => void
}

/**
 * Takes what people report: stores it, and has a surface probed once three people within ten minutes report it. Never decides a
 * state.
 */
export function createReportDesk({ store, plans, targets, clock, log, probe }: ReportDeskDeps): ReportDesk {
  const surfaces = [...new Set(plans.map(surfaceId))].toSorted()
  const ofClient = clientSurface(targets, surfaces)
  /** The witnesses that were acted on, each with its first report. */
  const probed = new Map<string, number>()

  async function probeReported(): Promise<void> {
    const now = clock.now()
    const reports = await store.reports({ from: now - PEOPLE_WINDOW_MS, to: now + 1 })
    for (const { surface, people } of peopleWitnesses(reports, now)) {
      const last = probed.get(surface)
      // One in the future is from before the clock was set back.
      if (last !== undefined && last <= now && now - last < PEOPLE_WINDOW_MS) continue
      probed.set(surface, now)
      log.info('several people report a surface', { surface, people })
      for (const plan of plans) if (surfaceId(plan) === surface) probe(plan)
    }
  }

  return {
    surfaces: () => surfaces,
    async accepts(hash) {
      const tokens = await store.reportTokens()
      return tokens.some((token) => token.hash === hash && token.revokedAt === undefined)
    },
    async take({ surface = ofClient, ...report }) {
      if (surface === undefined || !surfaces.includes(surface)) return false
      const slash = surface.indexOf('/')
      await store.saveReport({ ...report, target: surface.slice(0, slash), surface: surface.slice(slash + 1) })
      await probeReported().catch((error: unknown) =>
        log.warn('reports of people cannot be read', { error: messageOf(error) }),
      )
      return true
    },
  }
}

/** The surface of Claude Code: hooks do not say where they run. */
function clientSurface(targets: readonly Target[], surfaces: readonly string[]): string | undefined {
  const target = targets.find(({ cli }) => cli?.profile === 'claude-code')
  const claudeCode = target && `${target.name}/cli`
  return claudeCode !== undefined && surfaces.includes(claudeCode)
    ? claudeCode
    : surfaces.find((surface) => surface.endsWith('/cli'))
}
