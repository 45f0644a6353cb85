import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  DrillStop,
  failoverTestId,
  guardDrill,
  isFailoverTest,
  requestStop,
  runningDrill,
} from '../../../src/app/drill/index.ts'
import { SILENT } from '../../../src/core/index.ts'
import { openStore, type Store } from '../../../src/store/index.ts'
import { applyVerdict, incidentOf, NOW, verdictOf } from '../../store/kit.ts'
import { newFolder } from '../../support/folder.ts'

const clock = { now: () => NOW }

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

const opened: Store[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

/** A real monitor whose database has open incidents of these names. */
async function monitor(...incidents: readonly string[]) {
  const stateDir = newFolder('guard')
  const database = join(stateDir, 'd.sqlite')
  const store = await openStore({ path: database, log: SILENT, clock })
  opened.push(store)
  const open = (name: string) =>
    applyVerdict(
      store,
      verdictOf({ incident: { incident: incidentOf(name, { target: name.split('-')[0] ?? '' }), entries: [OPENED] } }),
    )
  for (const name of incidents) await open(name)
  const interrupt = new AbortController()
  const id = failoverTestId(NOW)
  const deps = {
    ...{ id, config: { database, stateDir, maintenance: [], targets: [] }, clock, force: false, keepsFolder: false },
    interrupted: interrupt.signal,
  }
  return { stateDir, open, deps, id, interrupt, folder: join(stateDir, 'drills', id) }
}

const OPENED = { at: NOW, kind: 'opened' as const, text: 'login is down' }

/** Resolves with why the drill has to stop. */
function stopOf({ stops: { signal } }: { stops: { signal: AbortSignal } }): Promise<DrillStop> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason)
    signal.addEventListener('abort', () => resolve(signal.reason))
  })
}

describe('a drill or a failover test', () => {
  it('does not begin while a real incident is open, and leaves nothing behind', async () => {
    const { deps, stateDir, folder } = await monitor('sandbox-1')
    const work = vi.fn()
    await expect(guardDrill(deps, work)).rejects.toMatchObject({
      code: 'drill_refused',
      message: 'the drill cannot start: a real incident is open: sandbox-1',
      hint: expect.stringContaining('--force'),
    })
    expect(work).not.toHaveBeenCalled()
    expect(runningDrill(stateDir)).toBeUndefined()
    expect(existsSync(folder)).toBe(false)
  })

  it('starts where it is forced to, and then stops only for later incidents', async () => {
    const { deps, open } = await monitor('sandbox-1')
    const reason = await guardDrill({ ...deps, force: true }, async (guarded) => {
      await vi.advanceTimersByTimeAsync(10_000)
      expect(guarded.stops.signal.aborted).toBe(false)
      await open('openai-2')
      const stop = stopOf(guarded)
      await vi.advanceTimersByTimeAsync(5_000)
      return stop
    })
    expect(reason).toMatchObject({ status: 'aborted', message: 'a real incident is open: openai-2' })
  })

  it('stops on `drill stop`, and no second one starts until then', async () => {
    const { deps, stateDir, id, folder } = await monitor()
    const reason = await guardDrill(deps, async (guarded) => {
      expect(runningDrill(stateDir)).toMatchObject({ id })
      await expect(guardDrill({ ...deps, id: 'other' }, async () => undefined)).rejects.toMatchObject({
        code: 'drill_running',
      })
      requestStop(stateDir, id)
      const stop = stopOf(guarded)
      await vi.advanceTimersByTimeAsync(1_000)
      return stop
    })
    expect(reason).toMatchObject({ status: 'interrupted', message: 'stopped with doorwatch drill stop' })
    expect(runningDrill(stateDir)).toBeUndefined()
    expect(existsSync(folder)).toBe(false)
  })

  it('stops on Ctrl-C', async () => {
    const { deps, interrupt } = await monitor()
    const reason = await guardDrill(deps, async (guarded) => {
      interrupt.abort()
      return stopOf(guarded)
    })
    expect(reason).toBeInstanceOf(DrillStop)
    expect(reason.status).toBe('interrupted')
  })

  it('keeps its folder only where that is wanted, also after an error', async () => {
    const { deps, folder, stateDir } = await monitor()
    const failing = async () => Promise.reject(new Error('no browser'))
    await expect(guardDrill({ ...deps, keepsFolder: true }, failing)).rejects.toThrow('no browser')
    expect(existsSync(folder)).toBe(true)
    expect(runningDrill(stateDir)).toBeUndefined()
  })

  it('distinguishes a failover test, which has no alerts, from a drill by its name', () => {
    expect(isFailoverTest({ id: failoverTestId(NOW) })).toBe(true)
    expect(isFailoverTest({ id: '20261129-143200-front-doors-first' })).toBe(false)
  })
})
