import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { identify, killProcess, type ProcessId, treeOf } from './process-tree.ts'
import { endInhabitants } from './processes-in.ts'

/** How the temporary folder of every runner begins. */
const RUNNER_FOLDER = 'doorwatch-runner-'
const OWNED_FOLDER = /^doorwatch-runner-(\d+)-(\d+)-(\d+)-/

/**
 * How the temporary folder of a runner of this process begins: it names its owner, for whoever finds it later. A process id
 * means something only in its own namespace: containers may share a folder for temporary files.
 */
export function runnerFolder(): string {
  const owner = identify(process.pid)
  const namespace = pidNamespace()
  return owner && namespace ? `${RUNNER_FOLDER}${namespace}-${owner.pid}-${owner.startedAt}-` : RUNNER_FOLDER
}

/** The number of this process's namespace of process ids (Linux); undefined elsewhere. */
function pidNamespace(): string | undefined {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0]
  } catch {
    return undefined
  }
}

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
      removeOrphanedFolders()
    },
    note(pid, tmpDir) {
      const id = identify(pid)
      if (id) write([...read(), { ...id, tmpDir, owner: identify(process.pid) }])
    },
    forget: (pid) => write(read().filter((note) => note.pid !== pid)),
  }
}

/** Folders of workers that were killed and never started again from the same place. */
function removeOrphanedFolders(): void {
  const own = pidNamespace()
  for (const name of namesIn(tmpdir())) {
    const [, namespace, pid, startedAt] = OWNED_FOLDER.exec(name) ?? []
    if (pid === undefined || namespace !== own) continue
    if (isThere({ pid: Number(pid), startedAt: Number(startedAt) })) continue
    const folder = join(tmpdir(), name)
    endInhabitants(folder)
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // It belongs to another user, who removes it at the next start.
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function isThere(process: ProcessId): boolean {
  return identify(process.pid)?.startedAt === process.startedAt
}
