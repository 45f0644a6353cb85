import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { UseFile } from '../../../src/app/continuity/use-file.ts'
import { useFileChores } from '../../../src/app/continuity/use-file.ts'
import { answerFromFile } from '../../../src/cli/use/answer.ts'
import { Secret, type Target } from '../../../src/core/index.ts'
import { codeReview, MONDAY } from '../../continuity/kit.ts'
import { newFolder } from '../../support/folder.ts'

const KEY = new Secret('TEAM_KEY', 'sk-canary-44')
const api = { url: 'https://api.example', key: KEY, model: 'm', prompt: '', answer: '' }
const targets: readonly Target[] = [
  { name: 'claude', title: 'Claude', api },
  { name: 'openai', title: 'OpenAI', api },
]

type History = Parameters<typeof useFileChores>[1]

/** A history in which claude/cli has this state, by an incident that is open or closed. */
function historyWith(state: 'operational' | 'down', incident?: { readonly resolvedAt?: number }): History {
  const status = (target: string, of: 'operational' | 'down') => ({ target, surface: 'cli', state: of, since: MONDAY })
  const run = { target: 'claude', surface: 'cli', probe: 'cli', startedAt: MONDAY, durationMs: 1 }
  return {
    surfaces: async () => [status('claude', state), status('openai', 'operational')],
    lastRuns: async () => [run, { ...run, target: 'openai' }],
    watched: async () => [],
    lastHeartbeat: async () => MONDAY,
    quietWindows: async () => [],
    incidents: async () => (incident ? [{ name: 'claude-1', target: 'claude', ...incident }] : []),
  } as unknown as History
}

function writer(stateDir: string, history: History) {
  const config = { stateDir, plan: { workflows: [codeReview()], shares: [] }, targets, maintenance: [] }
  const [chore] = useFileChores(config, history)
  return { write: (now = MONDAY) => chore?.work(now) }
}

const read = (stateDir: string): UseFile => JSON.parse(readFileSync(join(stateDir, 'use.json'), 'utf8'))

describe('the file that doorwatch use answers from', () => {
  it('names the primary, and model B while an incident is open', async () => {
    const stateDir = newFolder('use-file')
    await writer(stateDir, historyWith('operational')).write()
    expect(read(stateDir).workflows['code review']).toMatchObject({ surface: 'claude/cli', mode: 'primary' })
    await writer(stateDir, historyWith('down', {})).write()
    expect(read(stateDir).workflows['code review']).toMatchObject({ surface: 'openai/cli', incidents: ['claude-1'] })
  })

  it('is kept over a restart of the worker, and goes back only when the incident is closed', async () => {
    const stateDir = newFolder('use-file')
    await writer(stateDir, historyWith('down', {})).write()
    await writer(stateDir, historyWith('operational', {})).write(MONDAY + 1)
    expect(read(stateDir).workflows['code review']).toMatchObject({ surface: 'openai/cli', since: MONDAY })
    await writer(stateDir, historyWith('operational', { resolvedAt: MONDAY })).write(MONDAY + 2)
    expect(read(stateDir).workflows['code review']).toMatchObject({ surface: 'claude/cli', since: MONDAY + 2 })
  })

  it('is written whole, readable for everybody, and holds no key', async () => {
    const stateDir = newFolder('use-file')
    await writer(stateDir, historyWith('down', {})).write()
    expect(readdirSync(stateDir)).toEqual(['use.json'])
    expect(statSync(join(stateDir, 'use.json')).mode & 0o777).toBe(0o644 & ~process.umask())
    const text = readFileSync(join(stateDir, 'use.json'), 'utf8')
    expect(text).toContain('TEAM_KEY')
    expect(text).not.toContain('canary')
  })

  it('is read by the command', async () => {
    const state = newFolder('use-file')
    await writer(state, historyWith('down', {})).write()
    expect(answerFromFile(['use', 'code review'], { folder: '/', state, now: MONDAY + 30_000 })?.stdout).toBe(
      'openai/cli\n',
    )
    expect(answerFromFile(['use', 'code review'], { folder: '/', state, now: MONDAY + 61_000 })).toMatchObject({
      code: 3,
    })
  })

  it.each(['', 'null', '{"version":1,"workflows":{"code review":{}}}', '{"version":2}'])(
    'starts from the primary where the old file is not usable: %j',
    async (text) => {
      const stateDir = newFolder('use-file')
      writeFileSync(join(stateDir, 'use.json'), text)
      await writer(stateDir, historyWith('operational')).write()
      expect(read(stateDir).workflows['code review']).toMatchObject({ mode: 'primary' })
    },
  )

  it('is not written without a workflow', () => {
    const config = { stateDir: '/nowhere', plan: { workflows: [], shares: [] }, targets, maintenance: [] }
    expect(useFileChores(config, historyWith('operational'))).toEqual([])
  })
})
