import { type Broken, pause } from '../faults.ts'
import type { Ending, Rig } from '../rig.ts'
import { auditAlerts } from './alerts.ts'
import { filesLeft, processesOf } from './leftovers.ts'
import { readRecords } from './read.ts'
import { auditSlots } from './slots.ts'
import { falseAlarms } from './truth.ts'

interface Audit {
  /** The equation, for people. */
  readonly text: string
  /** Every violation; empty where the equation holds. */
  readonly wrong: readonly string[]
  readonly runs: number
  readonly alerts: number
  readonly duplicates: number
  readonly fates: Readonly<Record<string, number>>
}

interface Evidence {
  readonly rig: Rig
  readonly ending: Ending
  readonly everyMs: number
  readonly broken: readonly Broken[]
  /** The clock was set back, so that a slot has more than one time. */
  readonly repeatedTime?: boolean
  /** Which broken surface a target stands for, where its probe does not have the name of it. */
  readonly surfaceOf?: (target: string) => string
  /** Whether a notice to the owner is the consequence of what was done to the monitor. */
  readonly mayNotify?: (headline: string) => boolean
}

/** Compares what is stored with the faults that were injected. */
export async function audit({ rig, ending, everyMs, broken, ...options }: Evidence): Promise<Audit> {
  const records = readRecords(rig.database)
  const slots = auditSlots(records.slots, everyMs)
  const alerts = auditAlerts(records.alerts, rig.receiver.log, rig.deaths)
  const { surfaceOf } = options
  const declared = records.declared.map((alarm) => (surfaceOf ? { ...alarm, surface: surfaceOf(alarm.target) } : alarm))
  const alarms = falseAlarms(declared, broken, options.repeatedTime)
  const notices = records.alerts.filter(
    ({ kind, headline }) => (kind === 'notice' || kind === 'trouble') && !options.mayNotify?.(headline),
  )
  const leftovers = [...(await leftProcesses(rig.folder)), ...filesLeft(rig.folder)]
  const doubled = options.repeatedTime ? [] : slots.doubled
  const wrong = [
    ...(ending.open === '' ? [] : [`still open: ${ending.open}`]),
    ...(ending.exitCode === 0 ? [] : [`the worker ended with ${ending.exitCode}: ${ending.stderr.slice(-400)}`]),
    ...(records.integrity === 'ok' ? [] : [`the database is damaged: ${records.integrity}`]),
    ...doubled.map((slot) => `slot twice: ${slot}`),
    ...slots.lost.map((slot) => `slot lost: ${slot}`),
    ...Object.keys(slots.fates)
      .filter((fate) => /open|without/.test(fate))
      .map((fate) => `slots that are ${fate}`),
    ...alerts.wrong,
    ...alerts.late.map((alert) => `out of order: ${alert}`),
    ...alarms.map((alarm) => `false alarm: ${alarm}`),
    ...notices.map(({ headline }) => `false notice: ${headline}`),
    ...leftovers.map((leftover) => `left behind: ${leftover}`),
    ...(records.leases === 0 ? [] : [`${records.leases} leases are held`]),
  ]
  const fates = Object.entries(slots.fates).map(([fate, count]) => `${count} ${fate}`)
  const { cut, death } = alerts.duplicates
  const text = [
    `slots   ${slots.slots} = ${fates.join(' + ')}; doubled ${doubled.length}, lost ${slots.lost.length}; and ${slots.firstRuns} first runs`,
    `alerts  ${alerts.planned} planned = ${alerts.delivered} delivered in ${alerts.messages} messages; ${alerts.copies} copies = ${alerts.messages} + ${cut} (answer cut) + ${death} (worker killed in flight)`,
    `order   ${alerts.late.length} alerts arrived after a younger one of their incident`,
    `false   ${alarms.length} alarms of ${records.declared.length}, ${notices.length} notices`,
    `left    ${leftovers.length} processes and files, ${records.leases} leases`,
  ].join('\n')
  const { run = 0 } = slots.fates
  return { text, wrong, runs: run, alerts: alerts.planned, duplicates: cut + death, fates: slots.fates }
}

/** Processes get a moment to end after the worker has. */
async function leftProcesses(folder: string): Promise<readonly string[]> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (processesOf(folder).length === 0) return []
    await pause(50)
  }
  return processesOf(folder)
}
