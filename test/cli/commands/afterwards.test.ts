import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HOUR, SILENT } from '../../../src/core/index.ts'
import { openStore } from '../../../src/store/index.ts'
import { command } from '../../support/command.ts'
import { newFolder } from '../../support/folder.ts'

const END = Date.now() - HOUR

async function folderWith(...items: readonly string[]) {
  const folder = newFolder('afterwards')
  const path = join(folder, 'd.sqlite')
  const store = await openStore({ path, log: SILENT, clock: { now: () => END } })
  const rows = items.map((item) => ({ incident: 'claude-1', workflow: 'code review', item, at: END }))
  await store.transaction((tx) => tx.saveAfterwards(rows))
  await store.close()
  return (...args: readonly string[]) => command(folder, args, { DOORWATCH_DB: path, DOORWATCH_STATE: folder })
}

describe('doorwatch afterwards', () => {
  it('lists what is left to do with numbers, as text and as JSON, and status counts it', async () => {
    const run = await folderWith('Review merges', 'Take the notice down')
    const { code, stdout } = await run('afterwards')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^1 {2}code review {2}Review merges +claude-1, over since /m)
    expect(stdout).toContain('Close one with: doorwatch afterwards close 1')
    const json = JSON.parse((await run('afterwards', 'list', '--json')).stdout)
    const at = new Date(END).toISOString()
    expect(json[1]).toEqual({ id: 2, incident: 'claude-1', workflow: 'code review', item: 'Take the notice down', at })
    expect((await run('status')).stdout).toContain(
      '2 things are left to do after an outage in code review: doorwatch afterwards\n',
    )
    expect(JSON.parse((await run('status', '--json')).stdout).afterwards).toEqual(json)
  })

  it('closes them by number; one that is not open is an error with those that are', async () => {
    const run = await folderWith('Review merges', 'Take the notice down')
    expect((await run('afterwards', 'close', '1', '--by', 'Ana')).stdout).toBe('1 is closed\n')
    const again = await run('afterwards', 'close', '1', '--by', 'Ana')
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('Open: 2.')])
    expect((await run('afterwards', 'close', 'x', '--by', 'Ana')).code).toBe(2)
    expect((await run('afterwards', 'close', '2', '--by', 'Ana')).code).toBe(0)
    expect((await run('afterwards')).stdout).toBe('Nothing is left to do after an outage.\n')
    expect((await run('status')).stdout).not.toContain('left to do')
  })
})
