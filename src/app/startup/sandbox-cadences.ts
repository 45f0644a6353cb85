import type { CadenceOverride, Config } from '../../config/index.ts'
import { SECOND } from '../../core/index.ts'

/** A run on the sandbox costs nothing, and a person is watching: a hang must be alerted within half a minute. */
const QUICK: CadenceOverride = { everyMs: 10 * SECOND, timeoutMs: 8 * SECOND }

/** The demo shows five surfaces. Mobile is one more view of the chat: `schedule: { 'sandbox/mobile': { off: false } }`. */
const DEFAULTS: Readonly<Record<string, CadenceOverride>> = {
  login: QUICK,
  chat: QUICK,
  console: QUICK,
  cli: QUICK,
  api: QUICK,
  mobile: { off: true },
}

/** Adds the cadences of the sandbox to those of a configuration. What the user wrote, under any name, wins. */
export function withSandboxCadences(written: Config['cadences']): Config['cadences'] {
  const cadences = Object.entries(DEFAULTS).map(([probe, defaults]): [string, CadenceOverride] => {
    const id = `sandbox/${probe}`
    const override = { ...written['sandbox/*'], ...written[probe], ...written[id] }
    return [id, { ...fitting(defaults, override), ...override }]
  })
  return { ...written, ...Object.fromEntries(cadences) }
}

/** A run must end before the next one is due: the default interval gives way to a timeout of the user that is as long. */
function fitting(defaults: CadenceOverride, override: CadenceOverride): CadenceOverride {
  const { everyMs, ...rest } = defaults
  const isTooShort = override.timeoutMs !== undefined && everyMs !== undefined && override.timeoutMs >= everyMs
  return isTooShort ? rest : defaults
}
