import { describe, expect, it } from 'vitest'
import { createLifecycle } from '../../../src/app/process/lifecycle.ts'
import { systemClock } from '../../../src/app/process/system-clock.ts'
import { SILENT } from '../../../src/core/index.ts'

describe('a lifecycle', () => {
  it('stops in reverse order of the start, once, for any number of calls', async () => {
    const ended: string[] = []
    const life = createLifecycle(SILENT, { hookMs: 1_000, totalMs: 2_000 }, systemClock())
    life.onEnd('first', () => void ended.push('first'))
    life.onEnd('second', async () => void ended.push('second'))
    await Promise.all([life.end(), life.end()])
    expect(ended).toEqual(['second', 'first'])
  })

  it('runs the other hooks when one fails or hangs, and logs which', async () => {
    const ended: string[] = []
    const errors: string[] = []
    const life = createLifecycle(
      { ...SILENT, error: (event) => void errors.push(event) },
      { hookMs: 20, totalMs: 2_000 },
      systemClock(),
    )
    life.onEnd('store', () => void ended.push('store'))
    life.onEnd('engine', () => Promise.reject(new Error('boom')))
    life.onEnd('dashboard', () => new Promise(() => {}))
    await life.end()
    expect(ended).toEqual(['store'])
    expect(errors).toEqual(['dashboard did not stop cleanly', 'engine did not stop cleanly'])
  })

  it('starts every hook although the first ones use up the time limit', async () => {
    const ended: string[] = []
    const life = createLifecycle(SILENT, { hookMs: 60_000, totalMs: 30 }, systemClock())
    life.onEnd('store', () => void ended.push('store'))
    life.onEnd('engine', () => new Promise(() => {}))
    life.onEnd('worker', () => new Promise(() => {}))
    await life.end()
    expect(ended).toEqual(['store'])
  })

  it('runs a hook at once that is registered after the shutdown began', async () => {
    const ended: string[] = []
    const life = createLifecycle(SILENT, { hookMs: 1_000, totalMs: 1_000 }, systemClock())
    await life.end()
    life.onEnd('dashboard', () => void ended.push('dashboard'))
    expect(ended).toEqual(['dashboard'])
  })

  it('forces only hooks that have not ended, each once', async () => {
    const forced: string[] = []
    const life = createLifecycle(SILENT, { hookMs: 20, totalMs: 1_000 }, systemClock())
    life.onEnd(
      'store',
      () => {},
      () => void forced.push('store'),
    )
    life.onEnd(
      'engine',
      () => new Promise(() => {}),
      () => void forced.push('engine'),
    )
    await life.end()
    life.force()
    life.force()
    expect(forced).toEqual(['engine'])
  })
})
