import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { bytesText } from '../../core/index.ts'
import type { Store } from '../../store/index.ts'
import { type Check, type CheckResult, fail, ok, warn } from './check.ts'

/** Free space below which `doctor` warns, and below which it fails. */
const LITTLE_BYTES = 1e9
const TOO_LITTLE_BYTES = 1e8

/** Checks that the database can be written, that other users cannot read it, and that the disk has room. */
export function databaseCheck(path: string, open: () => Promise<Store>): Check {
  return {
    name: 'database',
    async run() {
      const folder = nearestFolder(path)
      if (!existsSync(path)) return [newFile(path, folder), freeSpace(folder)]
      const store = await open()
      try {
        // An empty transaction takes the write lock, as every other does.
        await store.transaction(async () => {})
      } finally {
        await store.close()
      }
      return [ok(`${path} can be written, ${bytesText(statSync(path).size)}`), ...privacy(path), freeSpace(folder)]
    },
  }
}

function newFile(path: string, folder: string): CheckResult {
  try {
    accessSync(folder, constants.W_OK)
    return ok(`the first start creates ${path}`)
  } catch {
    return fail(
      `${path} cannot be created: ${folder} cannot be written`,
      'Give this user write access to the folder (chown or chmod), or set DOORWATCH_DB to another file.',
    )
  }
}

function privacy(path: string): readonly CheckResult[] {
  const others = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0
  return others ? [warn(`${path} can be read by other users`, `chmod 600 ${path}`)] : []
}

function freeSpace(folder: string): CheckResult {
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const text = `${bytesText(free)} free on its disk`
  if (free < TOO_LITTLE_BYTES)
    return fail(text, 'Free space now: Doorwatch will soon be unable to store runs and alerts.')
  if (free < LITTLE_BYTES)
    return warn(text, 'A year of five probes a minute takes about 1 GB. Free space, or shorten retention.')
  return ok(text)
}

function nearestFolder(path: string): string {
  const folder = dirname(path)
  return existsSync(folder) || folder === path ? folder : nearestFolder(folder)
}
