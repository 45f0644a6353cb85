import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts CPU time in hundredths of a second. */
const TICKS_PER_SECOND = 100

interface Stat {
  readonly pid: number
  readonly parent: number
  /** CPU seconds of the process and of its children that ended. */
  readonly cpu: number
  /** CPU seconds of its ended children alone. */
  readonly ended: number
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const at = (index: number) => fields[index] ?? 0
    const ended = (at(13) + at(14)) / TICKS_PER_SECOND
    return { pid, parent: at(1), cpu: (at(11) + at(12)) / TICKS_PER_SECOND + ended, ended }
  } catch {
    return undefined
  }
}

/** Process ids of `root` and everything below it. */
export function treeOf(root: number): readonly number[] {
  const stats = readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .map(statOf)
    .filter((stat) => stat !== undefined)
  const tree = [root]
  for (const member of tree) tree.push(...stats.filter(({ parent }) => parent === member).map(({ pid }) => pid))
  return tree
}

/** CPU seconds of a process tree since each of its processes began, ended ones included. */
export function cpuOf(root: number): number {
  return treeOf(root).reduce((sum, pid) => sum + (statOf(pid)?.cpu ?? 0), 0)
}

/** CPU seconds of our own children that have ended, with all they waited for. */
export function cpuOfEnded(): number {
  return statOf(process.pid)?.ended ?? 0
}

/** Memory in MB that is a process's own share. */
export function pssOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1_024
  } catch {
    return 0
  }
}

/** CPU seconds of a process itself, its children left out. */
export function ownCpuOf(pid: number): number {
  const stat = statOf(pid)
  return stat ? stat.cpu - stat.ended : 0
}

/** Memory in MB that a process holds, shared pages included. */
export function residentOf(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024
  } catch {
    return 0
  }
}
