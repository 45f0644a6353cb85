import { readFileSync } from 'node:fs'
import { pssOf } from '../process-stats.ts'

/** What the product consists of while it runs. */
export const PARTS = ['worker', 'runner', 'browser'] as const
type Part = (typeof PARTS)[number]

/** MB of each part, shared pages counted by their share. */
export type Memory = Readonly<Record<Part, number>>

/** Adds up a process tree whose first member is the worker. Clients of the cli door come and go and are not counted. */
export function memoryOf(tree: readonly number[]): Memory {
  const sum = { worker: 0, runner: 0, browser: 0 }
  for (const [index, pid] of tree.entries()) {
    const part = index === 0 ? 'worker' : partOf(pid)
    if (part) sum[part] += pssOf(pid)
  }
  return sum
}

function partOf(pid: number): Part | undefined {
  const command = commandOf(pid)
  if (/runner\/main\.js/.test(command)) return 'runner'
  if (/chrom(e|ium)/.test(command)) return 'browser'
  return undefined
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
