import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * Kills every process whose environment says that its home is `home`, or that works in `folder`: those that left their
 * group, and so outlived their command. One that clears its environment and goes elsewhere is not found. Linux only, where a process's environment can be read; elsewhere nothing is found. Gives how many there were.
 */
export function endInhabitants(home: string, folder: string): number {
  const mark = `\0HOME=${home}\0`
  const found = processes().filter(
    (pid) => pid !== process.pid && (`\0${environmentOf(pid)}`.includes(mark) || folderOf(pid) === folder),
  )
  for (const pid of found) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // ESRCH: gone meanwhile.
    }
  }
  return found.length
}

function processes(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

/** Empty for processes of others, and for those that are gone. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1')
  } catch {
    return ''
  }
}

function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return ''
  }
}
