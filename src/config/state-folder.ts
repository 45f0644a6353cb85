import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, lstatSync, mkdirSync, mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** The folder for cache, evidence and sessions. */
export interface StateFolder {
  readonly folder: string
  /** The default folder next to the configuration, if it is not writable. */
  readonly insteadOf?: string
}

const NAME = '.doorwatch'

/**
 * The folder for cache, evidence and sessions: DOORWATCH_STATE, else `.doorwatch` next to the configuration. If that is not
 * writable: `.doorwatch` next to the database, else a folder in the system's temporary folder.
 */
export function findStateFolder(from: {
  readonly root: string
  /** DOORWATCH_STATE */
  readonly chosen: string | undefined
  readonly database: string | undefined
}): StateFolder {
  const { root, chosen, database } = from
  if (chosen !== undefined) return { folder: resolve(root, chosen) }
  const defaultFolder = join(root, NAME)
  if (canWrite(defaultFolder)) return { folder: defaultFolder }
  const nextToDatabase = database === undefined ? undefined : join(dirname(resolve(root, database)), NAME)
  const folder = nextToDatabase !== undefined && canWrite(nextToDatabase) ? nextToDatabase : temporaryFolder(root)
  return { folder, insteadOf: defaultFolder }
}

/** The notice for log and `doctor` that the default state folder is not writable; undefined if it is. */
export function stateNotice(config: {
  readonly stateDir: string
  readonly stateInsteadOf?: string
}): { readonly text: string; readonly todo: string } | undefined {
  if (config.stateInsteadOf === undefined) return undefined
  return {
    text: `${config.stateInsteadOf} is not writable, so cache, evidence and sessions are in ${config.stateDir}`,
    todo: 'Set DOORWATCH_STATE to a folder that this user can write and that survives a restart.',
  }
}

/** Whether a folder is writable, or can be created. */
function canWrite(folder: string): boolean {
  if (!existsSync(folder)) {
    const parent = dirname(folder)
    return parent !== folder && canWrite(parent)
  }
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return statSync(folder).isDirectory()
  } catch {
    return false
  }
}

/** The same folder for all commands of one user and configuration. Code runs from it, so only that user may write to it. */
function temporaryFolder(root: string): string {
  const user = process.getuid?.() ?? 'user'
  const folder = join(tmpdir(), `doorwatch-${user}-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { uid, mode } = lstatSync(folder)
  const isPrivate = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)
  return isPrivate && lstatSync(folder).isDirectory() ? folder : mkdtempSync(join(tmpdir(), 'doorwatch-'))
}
