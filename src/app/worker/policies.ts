import { type Config, isBundled } from '../../config/index.ts'
import type { Clock, QuietWindow } from '../../core/index.ts'
import { createPolicy, type Policy } from '../../judge/index.ts'
import type { Store } from '../../store/index.ts'

/** What the judge goes by, with the quiet windows that hold now. */
export interface Policies {
  readonly policyFor: PolicyFor
  /** Reads the windows anew; they may have been set from the command line a moment ago. */
  refresh(): Promise<void>
}

/** The policy of a target, by its name. */
export type PolicyFor = (target: string) => Policy

/** The sandbox is watched by somebody who wants to see an alert soon, and wakes nobody with a false one. */
const SANDBOX_FALSE_ALARM_DAYS = 1

/**
 * What the judge goes by, per target, under quiet windows. The worker asks here, and so does who judges stored runs
 * again: a replay says what was said live.
 */
export function policiesUnder(
  config: Pick<Config, 'falseAlarmDays' | 'sandbox'>,
  quiet: readonly QuietWindow[],
): PolicyFor {
  const usual = createPolicy({ falseAlarmDays: config.falseAlarmDays, quiet })
  const forSandbox = createPolicy({ falseAlarmDays: SANDBOX_FALSE_ALARM_DAYS, quiet })
  return (target) => (isBundled(config, target) ? forSandbox : usual)
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
