import type { MatrixCell, RouteLine } from '../../../src/failover/index.ts'
import type { Exercise, Reply } from '../../../src/failover/judging/cell.ts'
import { createGolden } from '../../../src/failover/judging/golden.ts'
import { type ProxyFault, proxyFaultNamed } from '../../../src/fault-proxy/index.ts'

export const GOLDEN = createGolden('0123456789abcdef00c0ffee')

export function faultNamed(name: string): ProxyFault {
  const fault = proxyFaultNamed(name)
  if (!fault) throw new Error(`no fault ${name}`)
  return fault
}

/** An exercise in which the fault was injected and B answered after 400 ms. */
export function exercised(reply: Partial<Reply> | undefined, changes: Partial<Exercise> = {}): Exercise {
  const whole = { text: GOLDEN.b, complete: true, httpStatus: 200 }
  return {
    ...{ golden: GOLDEN, sighting: { seen: 1, injected: 1 }, tookMs: 400 },
    reply: reply && { ...whole, ...reply },
    ...changes,
  }
}

export const GATEWAY: RouteLine = { name: 'gateway', client: 'HTTP (messages)', reference: false }
export const DIRECT: RouteLine = { name: 'direct', client: 'HTTP (messages)', reference: true }

/** A cell of the gateway that B took over. */
export function cell(changes: Partial<MatrixCell> = {}): MatrixCell {
  const fault = faultNamed(changes.fault ?? '529')
  return {
    ...{ fault: fault.name, class: fault.class, route: 'gateway', verdict: 'green', servedBy: 'B' },
    ...{ tookMs: 400, text: 'B answered after 400 ms', seen: 1, injected: 1 },
    ...changes,
  }
}
