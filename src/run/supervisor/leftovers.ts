import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { endInhabitants } from '../drivers/inhabitants.ts'
import { identify, killProcess, type ProcessId, treeOf } from './process-tree.ts'

/** How the temporary folder of every runner begins. */
export const RUNNER_FOLDER = 'doorwatch-runner-'

interface Note extends ProcessId {
  readonly tmpDir: string
  /** The worker that started it. */
  readonly owner: ProcessId | undefined
}

/** Remembers on disk which runners are alive, so that those of a worker that was killed are ended by the next one. */
export interface Leftovers {
  /** Ends runners whose worker is gone, and what they had started, also where the runner itself is gone already. */
  clear(): void
  note(pid: number, tmpDir: string): void
  forget(pid: number): void
}

/** The notes are kept in `stateDir/runners.json`. Where process ids cannot be told apart (not Linux), nothing is noted. */
export function createLeftovers(stateDir: string): Leftovers {
  const file = join(stateDir, 'runners.json')

  function read(): readonly Note[] {
    try {
      const notes = JSON.parse(readFileSync(file, 'utf8')) as readonly Note[]
      // What lives in a folder is killed and the folder is deleted, so it had better be one of ours.
      return notes.filter(({ tmpDir }) => basename(tmpDir).startsWith(RUNNER_FOLDER))
    } catch {
      return []
    }
  }

  function write(notes: readonly Note[]): void {
    if (notes.length === 0) {
      rmSync(file, { force: true })
      return
    }
    mkdirSync(stateDir, { recursive: true, mode: 0o700 })
    writeFileSync(file, JSON.stringify(notes), { mode: 0o600 })
  }

  return {
    clear() {
      const notes = read()
      const orphaned = notes.filter(({ owner }) => !owner || !isThere(owner))
      for (const note of orphaned) {
        if (isThere(note)) for (const pid of treeOf(note.pid)) killProcess(pid)
        endInhabitants(note.tmpDir)
        rmSync(note.tmpDir, { recursive: true, force: true })
      }
      write(notes.filter((note) => !orphaned.includes(note)))
    },
    note(pid, tmpDir) {
      const id = identify(pid)
      if (id) write([...read(), { ...id, tmpDir, owner: identify(process.pid) }])
    },
    forget: (pid) => write(read().filter((note) => note.pid !== pid)),
  }
}

function isThere(process: ProcessId): boolean {
  return identify(process.pid)?.startedAt === process.startedAt
}
