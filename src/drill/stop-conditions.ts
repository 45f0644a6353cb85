import { listOf } from '../core/index.ts'

/** The state of the real monitor that decides whether a drill may run. */
export interface RealState {
  /** Names of open incidents. */
  readonly incidents: readonly string[]
  /** Surfaces that are down. */
  readonly down: readonly string[]
  /** Targets that have spent this share of a daily budget, 0 to 1 and more. */
  readonly spent: readonly { readonly target: string; readonly share: number }[]
}

export const NOTHING_REAL: RealState = { incidents: [], down: [], spent: [] }

/** Share of a daily budget at which a drill stops, so that the real runs of the day remain affordable. */
const BUDGET_SHARE = 0.8

/** Why a drill must not begin; undefined where it may. */
export function whyNotBegin(real: RealState): string | undefined {
  return reasonOf(real, NOTHING_REAL)
}

/** Why a drill must stop. Conditions that held when it began (with --force) are ignored. */
export function whyStop(real: RealState, atBegin: RealState): string | undefined {
  return reasonOf(real, atBegin)
}

function reasonOf(real: RealState, ignored: RealState): string | undefined {
  const incidents = real.incidents.filter((name) => !ignored.incidents.includes(name))
  if (incidents.length > 0) return `a real incident is open: ${listOf(incidents)}`
  const down = real.down.filter((surface) => !ignored.down.includes(surface))
  if (down.length > 0) return `${listOf(down)} ${down.length === 1 ? 'is' : 'are'} down in reality`
  const overspent = ({ spent }: RealState) =>
    spent.filter(({ share }) => share >= BUDGET_SHARE).map(({ target }) => target)
  const budgets = overspent(real).filter((target) => !overspent(ignored).includes(target))
  if (budgets.length === 0) return undefined
  return `${listOf(budgets)} ${budgets.length === 1 ? 'has' : 'have'} spent ${BUDGET_SHARE * 100} % of the daily budget`
}
