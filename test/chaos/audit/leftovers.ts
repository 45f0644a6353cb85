import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from '../../support/product.ts'

/** Processes that were started in `folder` and still run: `folder` is in their environment, command line or directory. */
export function processesOf(folder: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => placesOf(pid).some((place) => place.includes(folder)) && isAlive(Number(pid)))
    .map((pid) => `process ${pid}: ${textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 120)}`)
}

/** Temporary folders and notes of runners that are left in `folder`. */
export function filesLeft(folder: string): readonly string[] {
  const temporary = readdirSync(join(folder, 'tmp')).map((name) => `tmp/${name}`)
  const notes = ['runners', 'sandbox', 'worker'].map((name) => `.doorwatch/${name}.json`)
  return [...temporary, ...notes.filter((name) => existsSync(join(folder, name)))]
}

function placesOf(pid: string): readonly string[] {
  return [textOf(`/proc/${pid}/environ`), textOf(`/proc/${pid}/cmdline`), directoryOf(pid)]
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function directoryOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return ''
  }
}
