import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { replaceFile } from '../../machine/index.ts'
import { identify, killProcess, type ProcessId, treeOf } from './process-tree.ts'
import { killProcessesIn } from './processes-in.ts'

const RUNNER_FOLDER = 'doorwatch-runner-'
const OWNED_FOLDER = /^doorwatch-runner-(\d+)-(\d+)-(\d+)-/

/**
 * Prefix of the temporary folders of this process's runners. It names the owner by pid namespace, pid and start time,
 * because containers may share a folder for temporary files and pids are unique only within a namespace.
 */
export function runnerFolder(): string {
  const owner = identify(process.pid)
  const namespace = pidNamespace()
  return owner && namespace ? `${RUNNER_FOLDER}${namespace}-${owner.pid}-${owner.startedAt}-` : RUNNER_FOLDER
}

/** Number of this process's pid namespace (Linux); undefined elsewhere. */
function pidNamespace(): string | undefined {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0]
  } catch {
    return undefined
  }
}

interface RegisteredRunner extends ProcessId {
  readonly tmpDir: string
  /** The worker that started it. */
  readonly owner: ProcessId | undefined
}

/** Records on disk which runners run, so that the next worker kills the runners of one that was killed. */
export interface OrphanRegistry {
  /** Kills runners whose worker is gone, with all they started, and deletes their folders. */
  clear(): void
  add(pid: number, tmpDir: string): void
  remove(pid: number): void
}

/** A registry in `stateDir/runners.json`. Where processes cannot be identified (not Linux) nothing is recorded. */
export function createOrphanRegistry(stateDir: string): OrphanRegistry {
  const file = join(stateDir, 'runners.json')
  return {
    clear() {
      const runners = readRunners(file)
      const orphans = runners.filter(({ owner }) => !owner || !isRunning(owner))
      for (const orphan of orphans) {
        if (isRunning(orphan)) for (const pid of treeOf(orphan.pid)) killProcess(pid)
        killProcessesIn(orphan.tmpDir)
        rmSync(orphan.tmpDir, { recursive: true, force: true })
      }
      writeRunners(
        file,
        runners.filter((runner) => !orphans.includes(runner)),
      )
      removeOrphanedFolders()
    },
    add(pid, tmpDir) {
      const id = identify(pid)
      if (!id) return
      writeRunners(file, [...readRunners(file), { ...id, tmpDir, owner: identify(process.pid) }])
    },
    remove: (pid) =>
      writeRunners(
        file,
        readRunners(file).filter((runner) => runner.pid !== pid),
      ),
  }
}

function readRunners(file: string): readonly RegisteredRunner[] {
  try {
    const runners = JSON.parse(readFileSync(file, 'utf8')) as readonly RegisteredRunner[]
    // `clear` kills the processes in a folder and deletes it, so a folder of anything else is ignored.
    return runners.filter(({ tmpDir }) => basename(tmpDir).startsWith(RUNNER_FOLDER))
  } catch {
    return []
  }
}

function writeRunners(file: string, runners: readonly RegisteredRunner[]): void {
  if (runners.length === 0) {
    rmSync(file, { force: true })
    return
  }
  replaceFile(file, JSON.stringify(runners), 0o600)
}

/** Folders of workers that were killed and never started again with the same state folder. */
function removeOrphanedFolders(): void {
  const currentNamespace = pidNamespace()
  for (const name of namesIn(tmpdir())) {
    const [, namespace, pid, startedAt] = OWNED_FOLDER.exec(name) ?? []
    if (pid === undefined || namespace !== currentNamespace) continue
    if (isRunning({ pid: Number(pid), startedAt: Number(startedAt) })) continue
    const folder = join(tmpdir(), name)
    killProcessesIn(folder)
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // It belongs to another user, whose next start removes it.
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

function isRunning(process: ProcessId): boolean {
  return identify(process.pid)?.startedAt === process.startedAt
}
