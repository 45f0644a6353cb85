import { readFileSync, readlinkSync } from 'node:fs'
import { allPids } from './process-tree.ts'

/**
 * Kills every process whose HOME, TMPDIR or cwd is inside `folder`, except this one. That covers processes that left
 * their group and outlived their parent, but not one that clears its environment and changes its folder. Linux only:
 * elsewhere nothing is found.
 * @returns how many processes were found
 */
export function killProcessesIn(folder: string): number {
  const pids = allPids().filter((pid) => pid !== process.pid && isIn(folder, pid))
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // ESRCH: it ended meanwhile.
    }
  }
  return pids.length
}

function isIn(folder: string, pid: number): boolean {
  return [...foldersNamedIn(environmentOf(pid)), workingFolderOf(pid)].some(
    (path) => path === folder || path.startsWith(`${folder}/`),
  )
}

/**
 * Values of HOME and TMPDIR.
 * @param environment as in /proc/<pid>/environ: `NAME=value`, separated by NUL
 */
export function foldersNamedIn(environment: string): readonly string[] {
  return environment.split('\0').flatMap((variable) => /^(?:HOME|TMPDIR)=(.*)$/s.exec(variable)?.[1] ?? [])
}

/** Empty for processes of other users, and for those that ended. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1')
  } catch {
    return ''
  }
}

function workingFolderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return ''
  }
}
