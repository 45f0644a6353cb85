import type { Target } from '../../core/index.ts'
import { askControl, type Control, type ControlPlan, controlPlan } from '../../run/index.ts'
import { type Check, type CheckResult, fail, ok, warn } from './check.ts'

const LIMIT_MS = 5_000

const SOURCE: Readonly<Record<Control['source'], string>> = {
  configured: '',
  target: ' (other target)',
  'status-page': ' (status page)',
  default: ' (default control)',
}

/** Checks that the control addresses answer, which tell a fault of our network from one of `target`. */
export function controlsCheck(target: Target, targets: readonly Target[], ask = askControl): Check {
  return {
    name: `${target.name}/controls`,
    async run() {
      const plan = controlPlan(undefined, target, targets)
      const controls = plan.rounds.flat()
      if (controls.length === 0) return withoutControls(target, plan)
      const votes = await Promise.all(controls.map((control) => ask(control, 'connect', LIMIT_MS)))
      const silent = controls.filter((_, index) => !votes[index]?.up)
      const text = `controls when a connection fails: ${addressList(controls)}`
      if (silent.length === 0) return ok(text)
      const missing = `${text}; no answer from ${silent.map(({ address }) => address).join(', ')}`
      if (silent.length < controls.length) return warn(missing, REACHABLE)
      return fail(missing, plan.place === 'public' ? `${UNREPORTED} ${REACHABLE}` : REACHABLE)
    },
  }
}

const REACHABLE =
  'Set controls to addresses that this machine can always reach, for example ["https://proxy.example.org"], or open the firewall for these.'
const UNREPORTED = 'While none of them answers, every outage is blamed on our own network.'

function addressList(controls: readonly Control[]): string {
  return controls.map(({ address, source }) => `${address}${SOURCE[source]}`).join(', ')
}

function withoutControls({ controls }: Target, { by, place }: ControlPlan): CheckResult {
  if (by === 'off') {
    if (controls && controls.length > 0) {
      return fail(
        `no control is usable: ${controls.join(', ')}`,
        'Set controls in the config to addresses such as https://example.org or tcp://1.1.1.1:53.',
      )
    }
    return warn(
      'controls: [] leaves a failed connection unexplained',
      'A refused or reset connection counts as an outage; an unknown name or a timeout does not. Remove controls to use the default addresses.',
    )
  }
  const where = place === 'loopback' ? 'on this machine' : 'in a private network'
  return ok(`${where}: a failed connection is judged without controls`)
}
