import { readdirSync, readFileSync } from 'node:fs'

/** A process, distinguished from a later one of the same number by its start time (clock ticks since boot). */
export interface ProcessId {
  readonly pid: number
  readonly startedAt: number
}

/** The identity of a running process; undefined where it does not run, or on another system than Linux. */
export function identify(pid: number): ProcessId | undefined {
  const stat = statOf(pid)
  return stat && { pid, startedAt: stat.startedAt }
}

/** A process and all its descendants, itself first. Without /proc (not Linux) only itself. */
export function treeOf(pid: number): readonly number[] {
  return descendantsOf(
    pid,
    allPids().flatMap((child) => {
      const stat = statOf(child)
      return stat ? [{ pid: child, parent: stat.parent }] : []
    }),
  )
}

/** `root` and every process below it, parents before their children. */
export function descendantsOf(
  root: number,
  processes: readonly { readonly pid: number; readonly parent: number }[],
): readonly number[] {
  const children = new Map<number, number[]>()
  for (const { pid, parent } of processes) {
    const siblings = children.get(parent)
    if (siblings) siblings.push(pid)
    else children.set(parent, [pid])
  }
  const tree = new Set([root])
  for (const member of tree) for (const child of children.get(member) ?? []) tree.add(child)
  return [...tree]
}

/** Memory of a process (bytes): its proportional share (PSS) on Linux, undefined elsewhere. */
export function memoryOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1_024
  } catch {
    return undefined
  }
}

/** Kills a process and its whole group. One that already ended is no error. */
export function killProcess(pid: number): void {
  for (const id of [-pid, pid]) {
    try {
      process.kill(id, 'SIGKILL')
    } catch {
      // ESRCH: it already ended.
    }
  }
}

/** Whether any process of a group runs, with or without its leader. */
export function isGroupLeft(pid: number): boolean {
  try {
    process.kill(-pid, 0)
    return true
  } catch {
    return false
  }
}

/** Whether a process runs. A zombie, which only waits for its parent to collect it, does not. */
export function isAlive(pid: number): boolean {
  const stat = statOf(pid)
  if (stat) return stat.state !== 'Z' && stat.state !== 'X'
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux'
  } catch {
    return false
  }
}

/** All processes of this machine; empty without /proc (not Linux). */
export function allPids(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

interface ProcessStat {
  /** One letter: R running, S sleeping, Z zombie, X dead. */
  readonly state: string
  readonly parent: number
  /** Clock ticks since boot. */
  readonly startedAt: number
}

/**
 * Reads the text of /proc/<pid>/stat.
 * Source: proc_pid_stat(5), fields 3, 4 and 22. The command name (field 2) may contain spaces and brackets.
 */
export function readStat(text: string): ProcessStat {
  const [state = '', parent, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { state, parent: Number(parent), startedAt: Number(rest[17]) }
}

function statOf(pid: number): ProcessStat | undefined {
  try {
    return readStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return undefined
  }
}
