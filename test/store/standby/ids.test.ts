import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRunIds } from '../../../src/store/standby/run-ids.ts'
import { createStandbyIds } from '../../../src/store/standby/standby-ids.ts'

const row = fc.integer({ min: 1, max: 999_999_999 })

describe('an id of a standby', () => {
  it('is negative, and decodes only in the standby that encoded it', () => {
    fc.assert(
      fc.property(row, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), (id, before, after) => {
        const ids = createStandbyIds()
        for (let standby = 0; standby < before; standby += 1) ids.next()
        const outside = ids.encode(id)
        expect(outside).toBeLessThan(0)
        expect(Number.isSafeInteger(outside)).toBe(true)
        expect(ids.decode(outside)).toBe(id)
        for (let standby = 0; standby < after; standby += 1) ids.next()
        expect(ids.decode(outside)).toBeUndefined()
      }),
    )
  })

  it('never equals an id of the database', () => {
    const ids = createStandbyIds()
    ids.next()
    fc.assert(fc.property(row, (id) => ids.decode(id) === undefined))
  })
})

describe('the id of a run', () => {
  it('is the same in the database, unless it is from a standby', () => {
    const standbyIds = createStandbyIds()
    const ids = createRunIds(standbyIds)
    expect(ids.inDatabase(7)).toBe(7)
    standbyIds.next()
    const run = ids.ofStandby(3)
    expect([ids.inStandby(run), ids.inDatabase(run)]).toEqual([3, undefined])
    ids.written(run, 41)
    expect(ids.inDatabase(run)).toBe(41)
    ids.finished(run)
    expect(ids.inDatabase(run)).toBeUndefined()
  })
})
