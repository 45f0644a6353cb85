import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'
import { MINUTE, SECOND } from '../../../src/core/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { NOW, type StoreFactory } from '../kit.ts'

/** A process that does nothing until it is killed. */
async function sleeper(): Promise<ChildProcess & { readonly pid: number }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")'], { stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return Object.assign(child, { pid: child.pid ?? 0 })
}

function claim(store: Store, pid: number, location = 'here') {
  return store.claimWorker({ location, pid, startedAt: NOW })
}

export function workersContract({ open }: StoreFactory): void {
  it('gives a location to one worker while it lives, and names that worker to others', async () => {
    const { store, again } = await open()
    const { pid } = await sleeper()
    await claim(store, pid)
    const refused = claim(await again(), process.pid)
    await expect(refused).rejects.toMatchObject({ code: 'worker_running', message: expect.stringContaining(`${pid}`) })
    await expect(refused).rejects.toHaveProperty('hint', expect.stringContaining('location'))
    await claim(store, process.pid, 'elsewhere')
  })

  it('gives the location of a dead worker to the next at once', async () => {
    const { store, again } = await open()
    const worker = await sleeper()
    await claim(store, worker.pid)
    worker.kill('SIGKILL')
    await once(worker, 'exit')
    const workerClaim = await claim(await again(), process.pid)
    await workerClaim.heartbeat(NOW + 5)
    expect(await store.lastHeartbeat()).toBe(NOW + 5)
  })

  it('returns the last heartbeat of other locations', async () => {
    const { store, again } = await open()
    const workerClaim = await claim(store, process.pid)
    await workerClaim.heartbeat(NOW + SECOND)
    expect(await store.lastHeartbeat('here')).toBeUndefined()
    const { pid } = await sleeper()
    await (await claim(await again(), pid, 'elsewhere')).heartbeat(NOW + 5)
    expect(await store.lastHeartbeat('here')).toBe(NOW + 5)
    expect(await store.lastHeartbeat()).toBe(NOW + SECOND)
  })

  it('lets a process claim a location once, until it releases it', async () => {
    const { store, again } = await open()
    const other = await again()
    const workerClaim = await claim(store, process.pid)
    await expect(claim(other, process.pid)).rejects.toMatchObject({ code: 'worker_running' })
    await workerClaim.release()
    expect(await store.lastHeartbeat()).toBeUndefined()
    await (await claim(other, process.pid)).release()
  })

  it('replaces a worker without heartbeats, whose next heartbeat is refused', async () => {
    const { store, again } = await open()
    const { pid } = await sleeper()
    const silent = await claim(store, pid)
    await silent.heartbeat(NOW - 2 * MINUTE)
    const workerClaim = await claim(await again(), process.pid)
    await expect(silent.heartbeat(NOW)).rejects.toMatchObject({ code: 'worker_replaced' })
    await silent.release()
    await workerClaim.heartbeat(NOW + SECOND)
    expect(await store.lastHeartbeat()).toBe(NOW + SECOND)
    await workerClaim.release()
  })
}
