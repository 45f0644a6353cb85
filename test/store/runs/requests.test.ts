import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packRequests, unpackRequests } from '../../../src/store/runs/requests.ts'
import { anyRequest, requestOf } from '../../support/requests.ts'

describe('the column of requests', () => {
  it('gives back what was packed, by step', () => {
    const steps = fc.array(
      fc.record(
        { requests: fc.array(anyRequest, { maxLength: 6 }), requestsLeftOut: fc.integer({ min: 1, max: 900 }) },
        {
          requiredKeys: [],
        },
      ),
      { maxLength: 5 },
    )
    fc.assert(
      fc.property(steps, (all) => {
        const packed = packRequests(all)
        const expected = all.flatMap((step, seq) => (step.requests ? [[seq, step] as const] : []))
        expect(packed === undefined).toBe(expected.length === 0)
        expect(packed ? [...unpackRequests(packed)] : []).toEqual(expected)
      }),
    )
  })

  it('is absent where no step has requests', () => {
    expect(packRequests([])).toBeUndefined()
    expect(packRequests([{}, {}])).toBeUndefined()
  })

  it('keeps a body of no bytes apart from a body of unknown length', () => {
    const requests = [requestOf('a.example/x', { bytes: 0 }), requestOf('a.example/x')]
    const packed = packRequests([{ requests }]) ?? new Uint8Array()
    expect(unpackRequests(packed).get(0)?.requests).toEqual(requests)
  })

  it('is small: 200 requests of long addresses take less than 4 kB', () => {
    const requests = Array.from({ length: 200 }, (_, index) =>
      requestOf(`app.example/assets/part-${index % 40}/some-file-name-of-usual-length-${index}.js`, {
        ...{ offsetMs: index * 13, durationMs: (index * 7_919) % 400, bytes: (index * 104_729) % 300_000 },
      }),
    )
    expect(packRequests([{ requests }])?.length).toBeLessThan(4_096)
  })
})
