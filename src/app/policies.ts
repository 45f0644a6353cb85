import type { Config } from '../config/index.ts'
import type { Clock } from '../core/index.ts'
import { createPolicy, type Policy } from '../judge/index.ts'
import type { Store } from '../store/index.ts'

/** What the judge goes by, with the quiet windows that hold now. */
export interface Policies {
  readonly policyFor: (target: string) => Policy
  /** Reads the windows anew; they may have been set from the command line a moment ago. */
  refresh(): Promise<void>
}

/** The sandbox is watched by somebody who wants to see an alert soon, and wakes nobody with a false one. */
const SANDBOX_FALSE_ALARM_DAYS = 1

/** Policies from the configuration and the stored windows. */
export function createPolicies(deps: {
  readonly config: Config
  readonly store: Store
  readonly sandbox: boolean
  readonly clock: Clock
}): Policies {
  const { config, store } = deps
  const make = (falseAlarmDays: number, quiet = config.maintenance) => createPolicy({ falseAlarmDays, quiet })
  let usual = make(config.falseAlarmDays)
  let forSandbox = make(SANDBOX_FALSE_ALARM_DAYS)
  return {
    policyFor: (target) => (deps.sandbox && target === 'sandbox' ? forSandbox : usual),
    async refresh() {
      const quiet = [...config.maintenance, ...(await store.quietWindows(deps.clock.now()))]
      usual = make(config.falseAlarmDays, quiet)
      forSandbox = make(SANDBOX_FALSE_ALARM_DAYS, quiet)
    },
  }
}
