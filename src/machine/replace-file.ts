import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Replaces a file whole: a reader, also one after a crash, sees the old content or the new one, never a part. Makes its folder
 * for this user alone. Where it cannot be written, the old file stays.
 * @param mode of the new file, whatever the old one had: 0o600
 * @throws the error of the file system
 */
export function replaceFile(path: string, content: string | Buffer, mode: number): void {
  const draft = `${path}.${process.pid}.new`
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    // One that a killed process of the same id left keeps its own mode.
    rmSync(draft, { force: true })
    writeFileSync(draft, content, { mode, flag: 'wx' })
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
