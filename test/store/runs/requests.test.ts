import { deflateRawSync } from 'node:zlib'
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
        expect(packed ? [...(unpackRequests(packed) ?? [])] : []).toEqual(expected)
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
    expect(unpackRequests(packed)?.get(0)?.requests).toEqual(requests)
  })

  it.each<readonly [string, Uint8Array]>([
    ['not deflated', new TextEncoder().encode('[[0,0,["GET","a.example/"]]]')],
    ['empty', new Uint8Array()],
    ...[
      ...['{"0":1}', '[[0,0', 'null', '[null]', '["ab"]', '[["0",0]]', '[[0,0,"GET"]]', '[[0,0,["GET"]]]'],
      ...['[[0,0,["GET",7]]]', '[[0,0,["GET","a.example/","soon"]]]', '[[0,0,["GET","a.example/",1,{}]]]'],
    ].map((json) => [json, deflateRawSync(json)] as const),
  ])('is damaged where it is %s', (_what, column) => {
    expect(unpackRequests(column)).toBeUndefined()
  })

  it('is never read as anything but requests, whichever byte of it is damaged', () => {
    const steps = [{ requests: [requestOf('a.example/x'), requestOf('b.example/y', { status: 529 })] }]
    const packed = packRequests(steps) ?? new Uint8Array()
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), (at, flipped) => {
        const damaged = Uint8Array.from(packed, (byte, index) => (index === at ? byte ^ flipped : byte))
        for (const [seq, { requests = [] }] of unpackRequests(damaged) ?? []) {
          expect(typeof seq).toBe('number')
          for (const { method, address, offsetMs, durationMs } of requests)
            expect([typeof method, typeof address, typeof offsetMs, typeof durationMs]).toEqual([
              ...['string', 'string', 'number', 'number'],
            ])
        }
      }),
    )
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
