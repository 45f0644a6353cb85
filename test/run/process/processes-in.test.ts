import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { isAlive } from '../../../src/run/process/process-tree.ts'
import { foldersNamedIn, killProcessesIn } from '../../../src/run/process/processes-in.ts'
import { untilGone } from '../../support/product.ts'
import { tempFolder } from '../engine-kit.ts'

const root = tempFolder()
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** A process in a session of its own, as one that outlives its parent. */
async function start(env: Readonly<Record<string, string>>, cwd = '/'): Promise<number> {
  const child = spawn('/bin/sleep', ['60'], { env, cwd, detached: true, stdio: 'ignore' })
  children.push(child)
  await new Promise((resolve) => child.once('spawn', resolve))
  return child.pid ?? 0
}

describe('killing the processes of a folder', () => {
  it('finds them by home, by temporary folder and by working folder', async () => {
    const folder = join(root, 'run')
    mkdirSync(join(folder, 'work'), { recursive: true })
    const pids = await Promise.all([
      start({ HOME: join(folder, 'home') }),
      start({ TMPDIR: folder }),
      start({}, join(folder, 'work')),
    ])
    expect(killProcessesIn(folder)).toBe(3)
    await untilGone(pids)
  })

  it('spares the processes of a folder whose name only begins alike', async () => {
    const pid = await start({ HOME: join(root, 'run-2') })
    expect(killProcessesIn(join(root, 'run'))).toBe(0)
    expect(isAlive(pid)).toBe(true)
  })
})

describe('the folders that an environment names', () => {
  it('are the values of HOME and TMPDIR, whatever else it holds', () => {
    const value = fc.string().map((text) => text.replaceAll('\0', ''))
    const name = fc.constantFrom('HOME', 'TMPDIR', 'PATH', 'OLDHOME', 'HOME_', 'home')
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), (variables) => {
        const environment = variables.map(([key, text]) => `${key}=${text}\0`).join('')
        const named = variables.filter(([key]) => key === 'HOME' || key === 'TMPDIR').map(([, text]) => text)
        expect(foldersNamedIn(environment)).toEqual(named)
      }),
    )
  })
})
