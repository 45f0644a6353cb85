import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * Kills every process that lives in `folder`: whose home or temporary folder is there, as its environment says, or that
 * works there. So those are found that left their group and outlived whoever started them. One that clears its environment
 * and goes elsewhere is not found. Linux only; elsewhere nothing is found. Gives how many there were.
 */
export function endInhabitants(folder: string): number {
  const found = processes().filter((pid) => pid !== process.pid && livesIn(folder, pid))
  for (const pid of found) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // ESRCH: gone meanwhile.
    }
  }
  return found.length
}

function livesIn(folder: string, pid: number): boolean {
  const places = /^(?:HOME|TMPDIR)=(.*)$/
  const named = environmentOf(pid)
    .split('\0')
    .flatMap((variable) => places.exec(variable)?.[1] ?? [])
  return [...named, folderOf(pid)].some((place) => place === folder || place.startsWith(`${folder}/`))
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
