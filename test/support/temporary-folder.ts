import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Gives all tests one folder for temporary files, and deletes it after them with whatever they left.
 * Its name is short because the path of a socket may not be long.
 */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'dw-'))
  // Some tests have another user in it.
  chmodSync(folder, 0o1777)
  process.env.TMPDIR = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
