import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { median } from '../numbers.ts'

const RUNS = 3

interface WrittenFile {
  readonly path: string
  readonly bytes: number
  /** Median and longest time of the command as a whole, ms. */
  readonly p50: number
  readonly worst: number
}

/** Runs `doorwatch report` on a database, as a person would. */
export function writeReport(
  folder: string,
  { database, name, words }: { readonly database: string; readonly name: string; readonly words: readonly string[] },
): WrittenFile {
  const path = join(folder, name)
  const times = Array.from({ length: RUNS }, () => {
    const begun = performance.now()
    const main = join(PACKAGE_ROOT, 'dist/product/cli/main.js')
    const { status, stderr } = spawnSync(process.execPath, [main, 'report', ...words, '--output', path], {
      ...{ cwd: folder, encoding: 'utf8' },
      env: { PATH: process.env.PATH, HOME: folder, DOORWATCH_DB: database },
    })
    if (status !== 0) throw new Error(`doorwatch report ended with ${status}: ${stderr}`)
    return performance.now() - begun
  })
  return { path, bytes: statSync(path).size, p50: median(times), worst: Math.max(...times) }
}

/** The time in which node starts and ends, ms. */
export function nodeStartMs(): number {
  const times = Array.from({ length: RUNS }, () => {
    const begun = performance.now()
    spawnSync(process.execPath, ['-e', ''])
    return performance.now() - begun
  })
  return median(times)
}
