import { type DeadManFailure, formatDuration, type Secret } from '../../core/index.ts'
import { type Check, fail, ok, warn } from './check.ts'

/** The pings of the running worker. */
export interface PingRecord {
  readonly failure?: DeadManFailure
}

/**
 * Checks that the worker pings the dead-man switch. Does not ping: that would hide that the worker does not run.
 */
export function deadManChecks(
  deadMan: { readonly url: Secret } | undefined,
  { readPings, now }: { readonly readPings: () => PingRecord | undefined; readonly now: () => number },
): readonly Check[] {
  if (!deadMan) return []
  return [
    {
      name: 'dead-man switch',
      async run() {
        const pings = readPings()
        if (!pings) return warn('no worker runs, so nothing pings it', 'Start the worker: doorwatch start')
        if (!pings.failure) return ok('the worker pings it')
        const { since, why } = pings.failure
        return fail(
          `not pinged for ${formatDuration(Math.max(0, now() - since))}: ${why}`,
          `Fix the cause. Where the switch itself answers wrongly or not at all, check its address in ${deadMan.url.name}.`,
        )
      },
    },
  ]
}
