import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { captureChild } from '../../../src/run/process/captured-child.ts'

/** Starts a program as a library would: it returns something else than the process. */
async function start(program: string, args: readonly string[]): Promise<{ readonly process: ChildProcess }> {
  const process = spawn(program, args, { stdio: 'ignore' })
  await once(process, 'spawn')
  return { process }
}

const node = process.execPath
const WAIT = ['-e', 'setTimeout(() => {}, 60_000)']

describe('the end of a process that a library started', () => {
  it('is the signal that killed it, also before its exit is reported', async () => {
    const { result, child } = await captureChild(node, () => start(node, WAIT))
    result.process.kill('SIGKILL')
    expect(await child.endSignal()).toBe('SIGKILL')
  })

  it('is SIGKILL where a shell script reports it of its program', async () => {
    const { child } = await captureChild('/bin/sh', () => start('/bin/sh', ['-c', 'exit 137']))
    expect(await child.endSignal()).toBe('SIGKILL')
  })

  it('has no signal where the process exits, or where no process of that program was started', async () => {
    const exits = await captureChild(node, () => start(node, ['-e', 'process.exit(1)']))
    expect(await exits.child.endSignal()).toBeUndefined()
    const other = await captureChild('/no/such/program', () => start(node, ['-e', '']))
    expect(await other.child.endSignal()).toBeUndefined()
  })

  it('is that of the second process where the first attempt failed', async () => {
    const { child } = await captureChild(node, async () => {
      await once((await start(node, ['-e', 'process.exit(1)'])).process, 'exit')
      const second = await start(node, WAIT)
      second.process.kill('SIGTERM')
      return second
    })
    expect(await child.endSignal()).toBe('SIGTERM')
  })
})
