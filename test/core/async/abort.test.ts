import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { joinSignals } from '../../../src/core/index.ts'

it('a joined signal aborts with any of its sources, also with one that is already aborted', () => {
  const [one, other] = [new AbortController(), new AbortController()]
  const { signal } = joinSignals(one.signal, undefined, other.signal)
  expect(signal.aborted).toBe(false)
  other.abort('over')
  expect([signal.aborted, signal.reason]).toEqual([true, 'over'])
  expect(joinSignals(one.signal, other.signal).signal.aborted).toBe(true)
  expect(joinSignals().signal.aborted).toBe(false)
})

it('a released joined signal leaves no listener on its sources', () => {
  const source = new AbortController()
  for (let times = 0; times < 100; times += 1) joinSignals(source.signal).release()
  expect(getEventListeners(source.signal, 'abort')).toEqual([])
  const { signal, release } = joinSignals(source.signal)
  release()
  source.abort()
  expect(signal.aborted).toBe(false)
})
