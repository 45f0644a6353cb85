import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const FOLDERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib', '/usr/lib64']

/** libfaketime, which sets the clock of one process; undefined where the machine does not have it. */
export function faketime(): string | undefined {
  return FOLDERS.map((folder) => join(folder, 'faketime/libfaketime.so.1')).find((path) => existsSync(path))
}

/** Mounts a small file system at `folder`; false where this user may not mount one. */
export function mountDisk(folder: string, megabytes: number): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).status === 0
}

export function unmount(folder: string): void {
  spawnSync('umount', ['-l', folder])
}

export function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-mount-'))
  const can = mountDisk(folder, 1)
  if (can) unmount(folder)
  rmdirSync(folder)
  return can
}

/**
 * Prints what the machine lacks for a part of the test. With DOORWATCH_CHAOS=all nothing may be missing.
 * @returns whether the part can run
 * @throws Error with DOORWATCH_CHAOS=all, where something is missing
 */
export function has(part: string, isThere: boolean, remedy: string): boolean {
  if (isThere) return true
  const text = `${part}: this machine lacks ${remedy}`
  if (process.env.DOORWATCH_CHAOS === 'all') throw new Error(text)
  console.log(`skipped: ${text}`)
  return false
}
