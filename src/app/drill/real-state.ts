import { budgetsOf } from '../../budget/index.ts'
import type { Config } from '../../config/index.ts'
import { BUDGET_KINDS, dayOf, type History, MonitorError, readCurrentStates, surfaceId } from '../../core/index.ts'
import { NOTHING_REAL, type RealState } from '../../drill/index.ts'
import { openStoreReader, type StoreReader } from '../../store/index.ts'

/** The database of the real monitor; undefined where there is none yet. @throws MonitorError as `openStoreReader` */
export async function openReal(config: Pick<Config, 'database'>): Promise<StoreReader | undefined> {
  try {
    return await openStoreReader({ path: config.database })
  } catch (error) {
    if (error instanceof MonitorError && error.code === 'db_missing') return undefined
    throw error
  }
}

/** What decides whether a drill may run. @param now epoch ms */
export async function readRealState(
  real:
    | Pick<History, 'incidents' | 'surfaces' | 'lastRuns' | 'watched' | 'lastHeartbeat' | 'quietWindows' | 'spend'>
    | undefined,
  config: Pick<Config, 'maintenance' | 'targets'>,
  now: number,
): Promise<RealState> {
  if (!real) return NOTHING_REAL
  const day = dayOf(now)
  const [incidents, states, days] = await Promise.all([
    real.incidents({ from: now, to: now + 1 }),
    readCurrentStates(real, { now, maintenance: config.maintenance }),
    real.spend({ from: day, to: day + 1 }),
  ])
  const budgets = budgetsOf(config.targets)
  return {
    incidents: incidents.filter(({ resolvedAt }) => resolvedAt === undefined).map(({ name }) => name),
    down: states.filter(({ state }) => state === 'down').map(surfaceId),
    spent: days.flatMap((spent) => {
      const budget = budgets[spent.target]
      const shares = BUDGET_KINDS.flatMap((kind) => (budget?.[kind] ? [spent[kind] / budget[kind]] : []))
      return shares.length > 0 ? [{ target: spent.target, share: Math.max(...shares) }] : []
    }),
  }
}
