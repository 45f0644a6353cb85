import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, MonitorError } from '../../core/index.ts'
import { readProcessNote } from '../../machine/index.ts'

/** A drill that runs. */
export interface RunningDrill {
  readonly id: string
  readonly pid: number
}

/** The folder of a drill, while it runs. */
interface DrillPlace {
  readonly folder: string
  /** Lets the next drill begin. @param options.keepsFolder default: yes */
  end(options?: { readonly keepsFolder?: boolean }): void
}

/** Drills whose databases and evidence are kept; their scores stay for ever. */
const KEPT = 20

/** Where the folders of the drills are. */
export function drillsFolder(stateDir: string): string {
  return join(stateDir, 'drills')
}

const noteIn = (stateDir: string) => join(drillsFolder(stateDir), 'running.json')
const acknowledgementOf = (stateDir: string, id: string) => join(drillsFolder(stateDir), id, 'acknowledged')
const stopFileOf = (stateDir: string, id: string) => join(drillsFolder(stateDir), id, 'stop')

/** What the name of a failover test has in place of a scenario. */
const FAILOVER_TEST = 'failover-test'

/** The name of a failover test. @param at epoch ms */
export function failoverTestId(at: number): string {
  return drillId(FAILOVER_TEST, at)
}

/** Whether a running drill is a failover test, which plays no outage and has no alerts. */
export function isFailoverTest({ id }: Pick<RunningDrill, 'id'>): boolean {
  return id.endsWith(`-${FAILOVER_TEST}`)
}

/** `20261129-143200-front-doors-first` @param at epoch ms */
export function drillId(scenario: string, at: number): string {
  const stamp = new Date(at)
    .toISOString()
    .replace(/[-:]|\.\d+Z/g, '')
    .replace('T', '-')
  return `${stamp}-${scenario}`
}

/**
 * Makes the folder of a drill and claims the state folder for it: one drill at a time.
 * @throws MonitorError `drill_running` while another one runs
 */
export function beginDrill(stateDir: string, id: string, pid: number): DrillPlace {
  const folder = join(drillsFolder(stateDir), id)
  if (runningDrill(stateDir)) throw drillRunning(stateDir)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // The note of a killed drill.
  rmSync(noteIn(stateDir), { force: true })
  try {
    // Two drills that begin in the same moment: the file system lets one of them create the note.
    writeFileSync(noteIn(stateDir), JSON.stringify({ id, pid }), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    throw codeOf(error) === 'EEXIST' ? drillRunning(stateDir) : error
  }
  pruneOld(stateDir, id)
  return {
    folder,
    end({ keepsFolder = true } = {}) {
      rmSync(noteIn(stateDir), { force: true })
      if (!keepsFolder) rmSync(folder, { recursive: true, force: true })
    },
  }
}

function drillRunning(stateDir: string): MonitorError {
  const running = runningDrill(stateDir)
  const which = running
    ? `the drill ${running.id} is already running (process ${running.pid})`
    : 'another drill has just started'
  return new MonitorError('drill_running', which, {
    hint: 'Wait until it ends, or stop it with: doorwatch drill stop',
  })
}

/** The drill that runs now; undefined where none does, also after one that was killed. */
export function runningDrill(stateDir: string): RunningDrill | undefined {
  return readProcessNote<RunningDrill>(noteIn(stateDir))
}

/** Asks the running drill to stop; it looks for that once a second. */
export function requestStop(stateDir: string, id: string): void {
  writeFileSync(stopFileOf(stateDir, id), '')
}

export function isStopRequested(stateDir: string, id: string): boolean {
  return existsSync(stopFileOf(stateDir, id))
}

/** Asks the running drill to acknowledge its incidents. @param by the name that the person gave */
export function requestAcknowledgement(stateDir: string, id: string, by: string): void {
  writeFileSync(acknowledgementOf(stateDir, id), by)
}

/** Who acknowledged the drill; undefined where it was not acknowledged since the last call. */
export function takeAcknowledgement(stateDir: string, id: string): string | undefined {
  const path = acknowledgementOf(stateDir, id)
  if (!existsSync(path)) return undefined
  const by = readFileSync(path, 'utf8').trim()
  // Empty: `drill ack` has opened the file and not written yet.
  if (by === '') return undefined
  rmSync(path, { force: true })
  return by
}

/** Names begin with the time, so the oldest come first. The new one stays also where the clock was set back. */
function pruneOld(stateDir: string, newId: string): void {
  const folders = readdirSync(drillsFolder(stateDir), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const others = folders.map(({ name }) => name).filter((name) => name !== newId)
  for (const name of others.toSorted().slice(0, 1 - KEPT))
    rmSync(join(drillsFolder(stateDir), name), { recursive: true, force: true })
}
