import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { MonitorError, messageOf } from '../core/index.ts'
import type { StarterFile } from './templates.ts'

/**
 * Writes the files into a folder, which is made where it is missing.
 * @throws MonitorError `usage` where a file is there already and `force` is not set (then nothing is written), or where
 * the folder cannot be written
 */
export function writeStarter(folder: string, files: readonly StarterFile[], force: boolean): void {
  const there = files.map(({ path }) => path).filter((path) => existsSync(join(folder, path)))
  if (there.length > 0 && !force) {
    throw new MonitorError('usage', `${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already`, {
      hint: 'Nothing was written. Use --force to overwrite, or --dir to write elsewhere.',
    })
  }
  try {
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text, { flag: force ? 'w' : 'wx' })
    }
  } catch (cause) {
    throw new MonitorError('usage', `cannot write into ${folder}: ${messageOf(cause)}`, {
      hint: 'Name a folder that can be written, with --dir.',
      cause,
    })
  }
}
