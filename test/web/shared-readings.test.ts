import { describe, expect, it } from 'vitest'
import { createSharedReadings } from '../../src/web/shared-readings.ts'

function setUp() {
  let now = 1_000
  let reads = 0
  const clock = { now: () => now }
  const readings = createSharedReadings(clock as Parameters<typeof createSharedReadings>[0])
  const read = async () => {
    reads += 1
    return reads
  }
  return { readings, read, share: (key = 'now') => readings.share(key, 500, read), pass: (ms: number) => (now += ms) }
}

describe('a shared reading', () => {
  it('is read once for concurrent questions, and again when it is too old', async () => {
    const { share, pass } = setUp()
    expect(await Promise.all([share(), share()])).toEqual([1, 1])
    pass(499)
    expect(await share()).toBe(1)
    pass(1)
    expect(await share()).toBe(2)
  })

  it('is read again after the clock was set back', async () => {
    const { share, pass } = setUp()
    await share()
    pass(-1)
    expect(await share()).toBe(2)
  })

  it('is not cached when it fails', async () => {
    const { readings, read } = setUp()
    const failing = readings.share('now', 500, () => Promise.reject(new Error('database is locked')))
    await expect(failing).rejects.toThrow('database is locked')
    expect(await readings.share('now', 500, read)).toBe(1)
  })

  it('is removed by its key, others stay', async () => {
    const { share, readings } = setUp()
    expect([await share('now'), await share('trend 1h')]).toEqual([1, 2])
    readings.forget((key) => key === 'now')
    expect([await share('trend 1h'), await share('now')]).toEqual([2, 3])
  })

  it('is dropped, the oldest first, beyond 32 keys', async () => {
    const { share } = setUp()
    for (let key = 0; key < 33; key += 1) await share(`range ${key}`)
    expect(await share('range 1')).toBe(2)
    expect(await share('range 0')).toBe(34)
  })
})
