import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, lstatSync, mkdirSync, mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** Where cache, evidence and sessions are kept. */
export interface StateFolder {
  readonly folder: string
  /** The usual place beside the configuration, where it cannot be written. */
  readonly insteadOf?: string
}

const NAME = '.doorwatch'

/**
 * The folder for cache, evidence and sessions: the one that DOORWATCH_STATE names, else `.doorwatch` beside the
 * configuration; where that cannot be written, beside the database, else in the folder for temporary files.
 */
export function findStateFolder(from: {
  readonly root: string
  /** DOORWATCH_STATE */
  readonly chosen: string | undefined
  readonly database: string | undefined
}): StateFolder {
  const { root, chosen, database } = from
  if (chosen !== undefined) return { folder: resolve(root, chosen) }
  const usual = join(root, NAME)
  if (canWrite(usual)) return { folder: usual }
  const beside = database === undefined ? undefined : join(dirname(resolve(root, database)), NAME)
  const folder = beside !== undefined && canWrite(beside) ? beside : temporaryFolder(root)
  return { folder, insteadOf: usual }
}

/** That state is kept in another place than usual, and what to do; undefined where it is not. For log and `doctor`. */
export function stateNotice(config: {
  readonly stateDir: string
  readonly stateInsteadOf?: string
}): { readonly text: string; readonly todo: string } | undefined {
  if (config.stateInsteadOf === undefined) return undefined
  return {
    text: `${config.stateInsteadOf} cannot be written: cache, evidence and sessions are kept in ${config.stateDir}`,
    todo: 'Set DOORWATCH_STATE to a folder that this user may write and that outlives a restart.',
  }
}

/** Whether a folder can be written, or made where it is missing. */
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

/** The same folder for every command of one user on one configuration. Code is run from it, so it must be that user's own. */
function temporaryFolder(root: string): string {
  const user = process.getuid?.() ?? 'user'
  const folder = join(tmpdir(), `doorwatch-${user}-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { uid, mode } = lstatSync(folder)
  const isOurs = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)
  return isOurs && lstatSync(folder).isDirectory() ? folder : mkdtempSync(join(tmpdir(), 'doorwatch-'))
}
