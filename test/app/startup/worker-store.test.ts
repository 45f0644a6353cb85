import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createLifecycle } from '../../../src/app/process/lifecycle.ts'
import { systemClock } from '../../../src/app/process/system-clock.ts'
import { systemTimer } from '../../../src/app/process/timers.ts'
import { openWorkerStore } from '../../../src/app/startup/worker-store.ts'
import type { Config } from '../../../src/config/index.ts'
import { HOUR, MINUTE, readCurrentStates, SILENT } from '../../../src/core/index.ts'
import { createClock } from '../../support/clock.ts'
import { newFolder } from '../../support/folder.ts'

const T0 = Date.UTC(2026, 10, 23, 21)

it('a worker whose database takes no heartbeat does not say that no worker is running', async () => {
  const clock = createClock(T0)
  const life = createLifecycle(SILENT, { hookMs: MINUTE, totalMs: MINUTE }, systemClock())
  const config = { database: join(newFolder('worker-store'), 'd.sqlite'), location: 'here' } as Config
  const { store } = await openWorkerStore(config, { clock, setTimer: systemTimer, log: SILENT }, life)
  try {
    clock.advance(HOUR)
    const watched = [{ target: 't', surface: 'api', probe: 'api', everyMs: MINUTE }]
    expect(await readCurrentStates(store, { now: clock.now(), watched })).toMatchObject([
      { surface: 'api', basis: 'waiting' },
    ])
  } finally {
    await life.end()
  }
})
