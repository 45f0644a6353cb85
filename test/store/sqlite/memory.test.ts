import { describe, expect, it } from 'vitest'
import { storeOver } from '../../../src/store/open.ts'
import { openMemorySqlite } from '../../../src/store/sqlite/index.ts'
import { NOW, resultOf, storeResult } from '../kit.ts'

describe('a database in memory', () => {
  it('is empty each time, and takes more rows than it was made for', async () => {
    const open = () => storeOver(openMemorySqlite({ now: NOW }), { now: () => NOW })
    const [first, second] = [open(), open()]
    for (let run = 0; run < 500; run += 1) await storeResult(first, resultOf({ scheduledAt: NOW + run }))
    expect(await first.runs({ limit: 1_000 })).toHaveLength(500)
    expect(await second.runs({ limit: 1_000 })).toEqual([])
    await first.close()
    expect(await open().runs({ limit: 1 })).toEqual([])
    await storeResult(second, resultOf())
    expect(await second.runs({ limit: 5 })).toHaveLength(1)
  })
})
