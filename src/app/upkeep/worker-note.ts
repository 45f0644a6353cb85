import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import {
  type DeadManFailure,
  defined,
  type Log,
  messageOf,
  SECOND,
  type StorageFailure,
  type SystemClock,
} from '../../core/index.ts'
import { readProcessNote } from '../../machine/index.ts'
import type { StorageCondition } from '../../store/index.ts'
import type { DeadManState } from './dead-man-state.ts'

/** A file in the state folder: what other commands cannot read in the database of a running worker. */
export interface WorkerNote {
  readonly pid: number
  /** Uptime of the machine at the last sign of life, s. A clock change does not affect it. */
  readonly aliveAtUptime?: number
  /** The address of the dashboard. */
  readonly dashboardUrl?: string
  /** Why nothing is stored; absent while the database can be written. */
  readonly storage?: StorageFailure
  /** Why the dead-man switch is not pinged; absent while it is, and where none is configured. */
  readonly deadMan?: DeadManFailure
}

/** The fixed size of the file: on a full disk it can be overwritten, but not grow. */
const FILE_BYTES = 4_096
/** The longest text, in characters: message and hint fit into the file in any script. */
const MAX_TEXT = 400
/** The note is refreshed this often, s. */
const REFRESH_S = 5

const fileIn = (stateDir: string) => join(stateDir, 'worker.json')

/** Keeps the note of this process up to date. */
export interface NoteKeeper {
  /** Writes what changed, and a sign of life. Call every few seconds. */
  write(condition: StorageCondition): void
  remove(): void
}

interface WorkerNoteDeps {
  readonly stateDir: string
  readonly log: Log
  readonly clock: Pick<SystemClock, 'uptime'>
  readonly dashboardUrl?: string
  readonly deadMan?: Pick<DeadManState, 'failure'>
}

/** Creates the note of this process. A note that cannot be written is logged as a warning; the worker goes on. */
export function createWorkerNote({ stateDir, log, clock, dashboardUrl, deadMan }: WorkerNoteDeps): NoteKeeper {
  let file: number | undefined
  let written: { readonly text: string; readonly uptime: number } | undefined
  const attempt = (work: () => void) => {
    try {
      work()
    } catch (error) {
      log.warn('the note for other commands cannot be written', { file: fileIn(stateDir), error: messageOf(error) })
    }
  }
  const write = (condition: StorageCondition) => {
    const failure = deadMan?.failure()
    const short = failure && { ...failure, why: failure.why.slice(0, MAX_TEXT) }
    const note = { ...noteOf(condition), ...defined({ dashboardUrl, deadMan: short }) }
    const [text, now] = [JSON.stringify(note), clock.uptime() / SECOND]
    if (text === written?.text && now - written.uptime < REFRESH_S) return
    written = { text, uptime: now }
    const full = JSON.stringify({ ...note, aliveAtUptime: now })
    attempt(() => {
      if (file !== undefined) writeSync(file, Buffer.from(full.padEnd(FILE_BYTES)), 0, FILE_BYTES, 0)
    })
  }
  attempt(() => {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 })
    file = openSync(fileIn(stateDir), 'w', 0o600)
  })
  write({ ok: true })
  return {
    write,
    remove() {
      if (file !== undefined) closeSync(file)
      file = undefined
      if (readWorkerNote(stateDir)?.pid === process.pid) rmSync(fileIn(stateDir), { force: true })
    },
  }
}

function noteOf(condition: StorageCondition): WorkerNote {
  const storage = storageFailureOf(condition)
  return { pid: process.pid, ...defined({ storage }) }
}

/** Why nothing is stored; undefined while the database can be written. */
export function storageFailureOf(condition: StorageCondition): StorageFailure | undefined {
  if (condition.ok) return undefined
  const { since, error, heldRuns, droppedRuns } = condition
  const { code, message, hint } = error
  return {
    ...{ since, code, message: message.slice(0, MAX_TEXT), heldRuns, droppedRuns },
    ...(hint ? { hint: hint.slice(0, MAX_TEXT) } : {}),
  }
}

/** The note of the running worker; undefined where no worker runs. */
export function readWorkerNote(stateDir: string): WorkerNote | undefined {
  return readProcessNote<WorkerNote>(fileIn(stateDir))
}
