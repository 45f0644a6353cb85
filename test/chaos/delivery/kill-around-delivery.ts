import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openStore, type Store } from '../../../src/store/index.ts'
import type { Random } from '../../bench/detection/random.ts'
import { newFolder } from '../../support/product.ts'
import { auditDeliveries, type DeliveryAudit } from './audit.ts'
import { incidentPlanner } from './plan-incidents.ts'
import { type Moment, startReceiver } from './receiver.ts'

const MOMENTS: readonly Moment[] = ['before it is taken', 'before the answer', 'after the answer']
const LONGEST_DELAY_MS = 60
/** After so long without a message the next alert is planned: an update may wait two minutes for others, ms. */
const QUIET_MS = 3_000
/** Longer than the wait after a failure of a message that was tried often (five minutes), ms. */
const STALLED_MS = 330_000

interface DeliveryKills {
  readonly kills: number
  readonly channels: number
  /** The share of requests at which the process is killed. */
  readonly share: number
}

interface KilledDelivery extends DeliveryAudit {
  readonly kills: number
  readonly alerts: number
  readonly copies: number
}

/**
 * Plans incident after incident for some channels, while the process that delivers them is killed around its sends; then
 * lets it deliver what is left.
 */
export async function killAroundDelivery(random: Random, options: DeliveryKills): Promise<KilledDelivery> {
  const path = join(newFolder('chaos-delivery'), 'doorwatch.sqlite')
  const channels = Array.from({ length: options.channels }, (_none, index) => `channel-${index}`)
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const store = await openStore({ path, log, clock: { now: () => Date.now() } })
  const planner = incidentPlanner(store, channels)
  let [kills, child]: [number, ChildProcess | undefined] = [0, undefined]
  const receiver = await startReceiver({
    momentOf() {
      if (kills >= options.kills || !child || random.next() >= options.share) return undefined
      return MOMENTS[Math.floor(random.next() * MOMENTS.length)]
    },
    delayMs: () => random.next() * LONGEST_DELAY_MS,
    kill() {
      if (!child || kills >= options.kills) return
      kills += 1
      child.kill('SIGKILL')
      child = undefined
    },
  })
  let current: ChildProcess | undefined
  async function restart(): Promise<void> {
    if (current && current.exitCode === null && current.signalCode === null) await once(current, 'exit')
    const script = fileURLToPath(new URL('dispatch.mjs', import.meta.url))
    const words = [script, path, receiver.url, String(kills), ...channels]
    current = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] })
    child = current
  }
  try {
    await planner.next()
    for (let [last, seen] = [Date.now(), 0]; kills < options.kills || !planner.isOver() || (await isOpen(store)); ) {
      if (!child) await restart()
      await pause(20)
      if (receiver.taken.length > seen) [seen, last] = [receiver.taken.length, Date.now()]
      const quietMs = Date.now() - last
      if (quietMs > STALLED_MS) throw new Error(`nothing was delivered for ${STALLED_MS} ms after ${kills} kills`)
      const isNextDue = (kills < options.kills || !planner.isOver()) && (quietMs > QUIET_MS || !(await isOpen(store)))
      if (!isNextDue) continue
      await planner.next()
      last = Date.now()
    }
  } finally {
    current?.kill('SIGKILL')
    await receiver.close()
    await store.close()
  }
  const streams = planner.streams()
  const audit = auditDeliveries(streams, channels, receiver.taken)
  return { ...audit, kills, alerts: streams.flat().length, copies: receiver.taken.length }
}

async function isOpen(store: Store): Promise<boolean> {
  return (await store.outbox.counts()).pending > 0
}
