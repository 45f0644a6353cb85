import type { Target } from '../../core/index.ts'
import { askControl, type Control, type ControlPlan, controlPlan } from '../../run/index.ts'
import { type Check, type Found, fail, ok, warn } from './check.ts'

const LIMIT_MS = 5_000

const SOURCE: Readonly<Record<Control['source'], string>> = {
  configured: '',
  target: ' (other target)',
  'status-page': ' (status page)',
  default: ' (default control)',
}

/** Who is asked whether our own network works when a connection to `target` fails; and do they answer. */
export function controlsCheck(target: Target, targets: readonly Target[], ask = askControl): Check {
  return {
    name: `${target.name}/controls`,
    async run() {
      const plan = controlPlan(undefined, target, targets)
      const controls = plan.rounds.flat()
      if (controls.length === 0) return withoutControls(target, plan)
      const votes = await Promise.all(controls.map((control) => ask(control, 'connect', LIMIT_MS)))
      const silent = controls.filter((_, index) => !votes[index]?.up)
      const text = `asked when a connection fails: ${listOf(controls)}`
      if (silent.length === 0) return ok(text)
      const missing = `${text}; no answer from ${silent.map(({ address }) => address).join(', ')}`
      if (silent.length < controls.length) return warn(missing, REACHABLE)
      return fail(missing, plan.place === 'public' ? `${UNREPORTED} ${REACHABLE}` : REACHABLE)
    },
  }
}

const REACHABLE =
  'Name addresses that this machine can always reach, for example controls: ["https://proxy.example.org"]. A firewall may be in the way.'
const UNREPORTED = 'While none of them answers, every outage counts as trouble of our own network.'

function listOf(controls: readonly Control[]): string {
  return controls.map(({ address, source }) => `${address}${SOURCE[source]}`).join(', ')
}

function withoutControls({ controls }: Target, { by, place }: ControlPlan): Found {
  if (by === 'off') {
    if (controls && controls.length > 0) {
      return fail(`no control can be asked: ${controls.join(', ')}`, 'Fix controls in the config.')
    }
    return warn(
      'controls: [] asks nobody when a connection fails',
      'A refused or reset connection counts as an outage; a name that is not found and a connection that is not made do not. Leave controls out to have others asked.',
    )
  }
  const where = place === 'loopback' ? 'on this machine' : 'in a private network'
  return ok(`${where}: its own answers decide, nobody else is asked when a connection fails`)
}
