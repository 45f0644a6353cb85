import { closeSync, existsSync, mkdirSync, openSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { listOf, MonitorError, messageOf } from '../../core/index.ts'
import { PACKAGE_ROOT } from '../../package/index.ts'
import type { StarterFile } from './templates.ts'

/**
 * Writes the files into a folder, which it creates if missing.
 * @param force overwrites existing files
 * @throws MonitorError `usage` if the folder is Doorwatch's own or cannot be written, or if a file exists and `force` is
 * false; then nothing is written
 */
export function writeStarter(folder: string, files: readonly StarterFile[], force: boolean): void {
  refuseProductFolder(folder)
  const existing = files.map(({ path }) => path).filter((path) => existsSync(join(folder, path)))
  if (existing.length > 0 && !force) {
    throw new MonitorError(
      'usage',
      `${listOf(existing)} already ${existing.length === 1 ? 'exists' : 'exist'} in ${folder}`,
      {
        hint: 'Nothing was written. Use --force to overwrite, or --dir to write elsewhere.',
      },
    )
  }
  const written = new Map<string, Buffer | undefined>()
  try {
    for (const { path, text } of files) {
      const file = join(folder, path)
      mkdirSync(dirname(file), { recursive: true })
      const before = existsSync(file) ? readFileSync(file) : undefined
      const draft = openSync(file, force ? 'w' : 'wx')
      written.set(file, before)
      try {
        writeFileSync(draft, text)
      } finally {
        closeSync(draft)
      }
    }
  } catch (cause) {
    for (const [file, before] of written) {
      if (before === undefined) rmSync(file, { force: true })
      else writeFileSync(file, before)
    }
    throw new MonitorError('usage', `cannot write into ${folder}: ${messageOf(cause)}`, {
      hint: 'Choose a folder that this user can write: doorwatch init --dir <folder>',
      cause,
    })
  }
}

/** A probe among the built-in ones would run for every configuration. */
function refuseProductFolder(folder: string): void {
  const product = realPathOf(PACKAGE_ROOT)
  const place = realPathOf(folder)
  if (place !== product && !place.startsWith(product + sep)) return
  const other = join(dirname(product), 'my-doorwatch')
  throw new MonitorError('usage', `${folder} is in Doorwatch's own folder, whose files belong to the product`, {
    hint: `Nothing was written. Choose a folder of your own: doorwatch init --dir ${other}`,
  })
}

/** The path with the symbolic links of its existing part resolved. */
function realPathOf(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  return join(realPathOf(dirname(path)), path.slice(dirname(path).length))
}
