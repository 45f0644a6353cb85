import type { CadenceOverride, Config } from '../../config/index.ts'
import { SECOND } from '../../core/index.ts'

/** The sandbox costs nothing to try, and somebody is watching: a hang must be alerted within half a minute. */
const QUICK: CadenceOverride = { everyMs: 10 * SECOND, timeoutMs: 8 * SECOND }

/** The demo is about five doors. A phone is one more view of the chat: `schedule: { 'sandbox/mobile': { off: false } }`. */
const USUAL: Readonly<Record<string, CadenceOverride>> = {
  login: QUICK,
  chat: QUICK,
  console: QUICK,
  cli: QUICK,
  api: QUICK,
  mobile: { off: true },
}

/** The cadences of a configuration with those of the sandbox; what the user wrote, by whatever name, stays as it is. */
export function withSandboxCadences(written: Config['cadences']): Config['cadences'] {
  const own = Object.entries(USUAL).map(([probe, usual]): [string, CadenceOverride] => {
    const id = `sandbox/${probe}`
    const said = { ...written['sandbox/*'], ...written[probe], ...written[id] }
    return [id, { ...fitting(usual, said), ...said }]
  })
  return { ...written, ...Object.fromEntries(own) }
}

/** A run must end before the next one is due: an interval of ours gives way to a timeout of theirs that is as long. */
function fitting(usual: CadenceOverride, said: CadenceOverride): CadenceOverride {
  const { everyMs, ...rest } = usual
  return said.timeoutMs !== undefined && everyMs !== undefined && said.timeoutMs >= everyMs ? rest : usual
}
