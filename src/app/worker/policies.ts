import { type Config, isBundled } from '../../config/index.ts'
import type { Clock, QuietWindow } from '../../core/index.ts'
import { createPolicy, type Policy } from '../../judge/index.ts'
import type { Store } from '../../store/index.ts'

/** The judge's policies, with the quiet windows that hold now. */
export interface Policies {
  readonly policyFor: PolicyFor
  /** Reads the stored windows again: the command line may have changed them. */
  refresh(): Promise<void>
}

/** The policy of a target, by its name. */
export type PolicyFor = (target: string) => Policy

/** A user who tries the sandbox expects an alert soon, and a false alarm there costs nothing. */
const SANDBOX_FALSE_ALARM_DAYS = 1

/**
 * The policy of each target under quiet windows. The worker and the commands that judge stored runs again share it, so
 * that a replay gives the live verdicts.
 */
export function policiesUnder(
  config: Pick<Config, 'falseAlarmDays' | 'sandbox'>,
  quiet: readonly QuietWindow[],
): PolicyFor {
  const general = createPolicy({ falseAlarmDays: config.falseAlarmDays, quiet })
  const forSandbox = createPolicy({ falseAlarmDays: SANDBOX_FALSE_ALARM_DAYS, quiet })
  return (target) => (isBundled(config, target) ? forSandbox : general)
}

/** Policies from the configuration and the stored windows. */
export function createPolicies(deps: {
  readonly config: Config
  readonly store: Pick<Store, 'quietWindows'>
  readonly clock: Clock
}): Policies {
  const { config, store } = deps
  let current = policiesUnder(config, config.maintenance)
  return {
    policyFor: (target) => current(target),
    async refresh() {
      const stored = await store.quietWindows(deps.clock.now())
      current = policiesUnder(config, [...config.maintenance, ...stored])
    },
  }
}
