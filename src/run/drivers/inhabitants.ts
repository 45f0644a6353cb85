import { readdirSync, readFileSync } from 'node:fs'

/**
 * Kills every process whose environment says that its home is `home`: those that left their group, and so outlived their
 * command. Linux only, where a process's environment can be read; elsewhere nothing is found. Gives how many there were.
 */
export function endInhabitants(home: string): number {
  const mark = `\0HOME=${home}\0`
  const found = processes().filter((pid) => pid !== process.pid && `\0${environmentOf(pid)}`.includes(mark))
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
