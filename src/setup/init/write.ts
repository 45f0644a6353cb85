import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { MonitorError, messageOf } from '../../core/index.ts'
import { PACKAGE_ROOT } from '../../package/index.ts'
import type { StarterFile } from './templates.ts'

/**
 * Writes the files into a folder, which is made where it is missing.
 * @throws MonitorError `usage` where the folder is Doorwatch's own, where a file is there already and `force` is not set (then nothing is written), or where
 * the folder cannot be written
 */
export function writeStarter(folder: string, files: readonly StarterFile[], force: boolean): void {
  refuseProductFolder(folder)
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

/** A probe written among the built-in ones would run in every other folder as well. */
function refuseProductFolder(folder: string): void {
  const product = realPathOf(PACKAGE_ROOT)
  const place = realPathOf(folder)
  if (place !== product && !place.startsWith(product + sep)) return
  const other = join(dirname(product), 'my-doorwatch')
  throw new MonitorError('usage', `${folder} is in Doorwatch's own folder, whose files belong to the product`, {
    hint: `Nothing was written. Choose a folder of your own: doorwatch init --dir ${other}`,
  })
}

/** The path without symbolic links, of the nearest folder that exists. */
function realPathOf(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  return join(realPathOf(dirname(path)), path.slice(dirname(path).length))
}
