import { readdirSync, readFileSync } from 'node:fs'

/** A process, told apart from a later one of the same number by when it started (clock ticks since boot). */
export interface ProcessId {
  readonly pid: number
  readonly startedAt: number
}

/** What Linux says of a process; undefined where there is none, or on another system. */
export function identify(pid: number): ProcessId | undefined {
  const fields = statOf(pid)
  return fields ? { pid, startedAt: Number(fields[19]) } : undefined
}

/** A process and all that descend from it, as far as the system tells (Linux). */
export function treeOf(pid: number): readonly number[] {
  const children = new Map<number, number[]>()
  for (const other of allPids()) {
    const parent = Number(statOf(other)?.[1])
    children.set(parent, [...(children.get(parent) ?? []), other])
  }
  const tree = [pid]
  for (const member of tree) tree.push(...(children.get(member) ?? []))
  return tree
}

/** Memory (bytes) that is a process's own share: PSS on Linux, undefined elsewhere. */
export function memoryOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1_024
  } catch {
    return undefined
  }
}

/** Kills a process and its whole group; one that is gone is no error. */
export function killProcess(pid: number): void {
  for (const id of [-pid, pid]) {
    try {
      process.kill(id, 'SIGKILL')
    } catch {
      // ESRCH: nobody there.
    }
  }
}

/** Whether any process of a group is left, though its leader may be gone. */
export function isGroupLeft(pid: number): boolean {
  try {
    process.kill(-pid, 0)
    return true
  } catch {
    return false
  }
}

/** Whether a process is there and not merely waiting to be collected by its parent. */
export function isAlive(pid: number): boolean {
  const fields = statOf(pid)
  if (fields) return fields[0] !== 'Z' && fields[0] !== 'X'
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux'
  } catch {
    return false
  }
}

function allPids(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

/** Fields of /proc/<pid>/stat after the command's name, which may hold anything: state, parent, … */
function statOf(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
