import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { RunResult } from '../../../src/core/index.ts'
import { examplesOf, failureOf, NOW, resultOf, type StoreFactory, stepOf, storeResult } from '../kit.ts'

export function runTextsContract(factory: StoreFactory): void {
  const { open, losesNul = false } = factory

  it('stores half of a surrogate pair as the replacement character', async () => {
    const { store, again } = await open()
    const [half, whole] = ['a\uD800b', 'a\uFFFDb']
    const steps = [stepOf(half, NOW + 25, { measures: { [half]: 1 } }), stepOf(whole, NOW + 160)]
    await storeResult(store, resultOf({ probe: half, steps }))
    await storeResult(store, resultOf({ probe: whole, steps, scheduledAt: NOW + 1 }))
    for (const opened of [store, await again()]) {
      const runs = await opened.runs({ limit: 5, probe: whole })
      expect(runs.map((run) => run.steps.map(({ name }) => name))).toEqual([
        [whole, whole],
        [whole, whole],
      ])
    }
  })

  it('stores any text unchanged, however hostile', async () => {
    const { store } = await open()
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.constantFrom(
        "'); DROP TABLE run; --",
        '<script>alert(1)</script>',
        '"\\\n\r\t',
        '\u0000',
        '\u202Eevil',
        '{{7*7}}',
        '__proto__',
      ),
    )
    const texts = fc.record({
      step: hostile,
      measure: hostile,
      message: hostile,
      detail: hostile,
      probe: hostile,
      browser: hostile,
    })
    let slot = NOW
    await fc.assert(
      fc.asyncProperty(texts, async ({ step, measure, message, detail, probe, browser }) => {
        slot += 1
        const failure = failureOf('drift', { message, detail, step })
        const steps = [
          stepOf(step, slot + 25, { outcome: 'failed', measures: Object.fromEntries([[measure, 1]]), failure }),
        ]
        const result = resultOf({ scheduledAt: slot, probe, browser, outcome: 'failed', failure, steps })
        const id = await storeResult(store, result)
        const stored = losesNul ? withoutNul(result) : result
        expect(await store.runs({ limit: 1, from: slot, probe: stored.probe })).toEqual([{ ...stored, id }])
      }),
      examplesOf(factory, 20),
    )
  })
}

function withoutNul(result: RunResult): RunResult {
  return JSON.parse(JSON.stringify(result).replaceAll('\\u0000', '\uFFFD')) as RunResult
}
