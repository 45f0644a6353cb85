import { spawn } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { descendantsOf, identify, isAlive, readStat, treeOf } from '../../../src/run/process/process-tree.ts'

describe('the text of /proc/<pid>/stat', () => {
  it('is read past any command name, which may hold spaces, brackets and line breaks', () => {
    const stat = fc.record({
      pid: fc.nat(),
      name: fc.string({ maxLength: 15 }).map((text) => text.replaceAll('\0', '')),
      state: fc.constantFrom('R', 'S', 'D', 'Z', 'X', 'T', 'I'),
      parent: fc.nat(),
      between: fc.array(fc.integer(), { minLength: 17, maxLength: 17 }),
      startedAt: fc.nat(),
      after: fc.array(fc.nat(), { minLength: 1, maxLength: 30 }),
    })
    fc.assert(
      fc.property(stat, ({ pid, name, state, parent, between, startedAt, after }) => {
        const text = [pid, `(${name})`, state, parent, ...between, startedAt, ...after].join(' ')
        expect(readStat(text)).toEqual({ state, parent, startedAt })
      }),
    )
  })

  it('gives this process its parent and a start time', () => {
    expect(identify(process.pid)?.startedAt).toBeGreaterThan(0)
    expect(treeOf(process.ppid)).toContain(process.pid)
  })
})

describe('the descendants of a process', () => {
  /** Every process but the root has a parent of a smaller number: what a machine shows at one moment. */
  const forest = fc
    .array(fc.nat(), { maxLength: 40 })
    .map((parents) => parents.map((parent, index) => ({ pid: index + 1, parent: parent % (index + 1) })))

  it('are exactly those whose chain of parents leads to it, parents first', () => {
    fc.assert(
      fc.property(forest, fc.nat(40), (processes, start) => {
        const parentOf = new Map(processes.map(({ pid, parent }) => [pid, parent]))
        const leadsTo = (pid: number | undefined): boolean =>
          pid !== undefined && (pid === start || leadsTo(parentOf.get(pid)))
        const tree = descendantsOf(start, processes)
        expect(tree[0]).toBe(start)
        expect(new Set(tree)).toEqual(new Set([start, ...parentOf.keys()].filter(leadsTo)))
        for (const pid of tree.slice(1)) expect(tree.indexOf(parentOf.get(pid) ?? -1)).toBeLessThan(tree.indexOf(pid))
      }),
    )
  })

  it('end even where pids were reused while they were read, so that parents form a circle', () => {
    const circle = [
      { pid: 1, parent: 2 },
      { pid: 2, parent: 1 },
    ]
    expect(descendantsOf(1, circle)).toEqual([1, 2])
  })

  it('are no longer alive as zombies', async () => {
    const child = spawn('sleep', ['60'])
    const pid = child.pid ?? 0
    expect(isAlive(pid)).toBe(true)
    const closed = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGKILL')
    await closed
    expect(isAlive(pid)).toBe(false)
    expect(identify(pid)).toBeUndefined()
  })
})
