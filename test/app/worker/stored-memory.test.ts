import { describe, expect, it } from 'vitest'
import { loadMemory, readableNotice, withNotices } from '../../../src/app/worker/stored-memory.ts'
import { emptyMemory } from '../../../src/judge/index.ts'

const NOW = Date.UTC(2026, 10, 23, 21)
const memory = emptyMemory({ name: 'claude', probes: [] })

async function load(unreadable: readonly string[]) {
  const logged: unknown[] = []
  const tx = { judgeMemory: async () => ({ memory, unreadable }) }
  const loaded = await loadMemory(tx, 'claude', { log: { warn: (...line) => logged.push(line) }, now: NOW })
  return { ...loaded, logged }
}

describe("the judge's memory, as it is loaded", () => {
  it('loads without a log entry where all of it can be read', async () => {
    expect(await load([])).toEqual({ memory, notices: [], logged: [] })
  })

  it('logs unreadable parts with the cause, and notifies the owner', async () => {
    const causes = ['surface/login: not JSON', 'pool: now: expected object', 'a: b', 'c: d', 'e: f']
    const { notices, logged } = await load(causes)
    expect(logged).toEqual([[expect.stringContaining('cannot be read'), { target: 'claude', unreadable: causes }]])
    expect(notices).toMatchObject([{ key: 'claude/memory', kind: 'memory', blame: 'ours', open: true, at: NOW }])
    expect(notices[0]?.text).toContain('surface/login: not JSON; pool: now: expected object; a: b and 2 more')
  })

  it('has a notice that the next start closes under the same key', async () => {
    const [opened] = (await load(['pool: x'])).notices
    expect(readableNotice('claude', NOW)).toMatchObject({ key: opened?.key, open: false, ended: 'over' })
  })

  it('puts its notices before those of a judgement', async () => {
    const { notices } = await load(['pool: x'])
    const changes = { transitions: [], notices: [readableNotice('other', NOW)] }
    expect(withNotices(notices, changes).notices.map(({ key }) => key)).toEqual(['claude/memory', 'other/memory'])
    expect(withNotices([], changes)).toBe(changes)
  })
})
