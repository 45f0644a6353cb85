import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { defined, type Log, messageOf } from '../../core/index.ts'
import type { StorageCondition } from '../../store/index.ts'

/** What a running worker leaves in the state folder for other commands, for when its database cannot hold it. */
export interface WorkerNote {
  readonly pid: number
  /** Time since the machine started when the worker was last alive, s: a clock that is set does not change it. */
  readonly aliveAtUptime?: number
  /** Where the dashboard of the worker listens. */
  readonly dashboardUrl?: string
  /** Why nothing is stored; absent while the database can be written. */
  readonly storage?: StorageTrouble
}

export interface StorageTrouble {
  /** Epoch ms. */
  readonly since: number
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly heldRuns: number
  readonly droppedRuns: number
}

/** The file has this size from the beginning: on a full disk it can be written again, but not grow. */
const BYTES = 4_096
/** Characters of a text: two of them, in any script, fit into the file. */
const MAX_TEXT = 400
/** The note is written again this often, s. */
const REFRESH_S = 5

const fileIn = (stateDir: string) => join(stateDir, 'worker.json')

/** Keeps the note of this process up to date. */
export interface NoteKeeper {
  /** Call every few seconds: it also shows that the worker is alive. */
  write(condition: StorageCondition): void
  remove(): void
}

/** Where the note cannot be written, a warning says so, and the worker goes on without. */
export function createWorkerNote(stateDir: string, log: Log, dashboardUrl?: string): NoteKeeper {
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
    const note = { ...noteOf(condition), ...defined({ dashboardUrl }) }
    const [text, now] = [JSON.stringify(note), uptime()]
    if (text === written?.text && now - written.uptime < REFRESH_S) return
    written = { text, uptime: now }
    const full = JSON.stringify({ ...note, aliveAtUptime: now })
    attempt(() => {
      if (file !== undefined) writeSync(file, Buffer.from(full.padEnd(BYTES)), 0, BYTES, 0)
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
  if (condition.ok) return { pid: process.pid }
  const { since, error, heldRuns, droppedRuns } = condition
  const { code, message, hint } = error
  const storage = {
    since,
    code,
    message: message.slice(0, MAX_TEXT),
    heldRuns,
    droppedRuns,
    ...(hint ? { hint: hint.slice(0, MAX_TEXT) } : {}),
  }
  return { pid: process.pid, storage }
}

/** The note of a worker that runs; undefined where there is none. */
export function readWorkerNote(stateDir: string): WorkerNote | undefined {
  try {
    const note = JSON.parse(readFileSync(fileIn(stateDir), 'utf8')) as WorkerNote
    process.kill(note.pid, 0)
    return note
  } catch {
    return undefined
  }
}
