import { describe, expect, it } from 'vitest'
import { createLifecycle } from '../../src/app/lifecycle.ts'
import { SILENT } from '../../src/core/index.ts'

describe('a lifecycle', () => {
  it('ends what was started in reverse order, once, however often it is asked', async () => {
    const ended: string[] = []
    const life = createLifecycle(SILENT, 1_000)
    life.onEnd('first', () => void ended.push('first'))
    life.onEnd('second', async () => void ended.push('second'))
    await Promise.all([life.end(), life.end()])
    expect(ended).toEqual(['second', 'first'])
  })

  it('ends the rest when one end fails or hangs, and says which', async () => {
    const ended: string[] = []
    const said: string[] = []
    const life = createLifecycle({ ...SILENT, error: (event) => void said.push(event) }, 20)
    life.onEnd('store', () => void ended.push('store'))
    life.onEnd('engine', () => Promise.reject(new Error('boom')))
    life.onEnd('dashboard', () => new Promise(() => {}))
    await life.end()
    expect(ended).toEqual(['store'])
    expect(said).toEqual(['dashboard did not stop cleanly', 'engine did not stop cleanly'])
  })
})
