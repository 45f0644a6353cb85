import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DAY, type DrillSummary, SILENT } from '../../../src/core/index.ts'
import { openStore } from '../../../src/store/index.ts'
import { folderWith } from '../../config/kit.ts'
import { command } from '../../support/command.ts'

const CONFIG = `import { claude, defineConfig, env, manual, workflow } from 'doorwatch'
  export default defineConfig({
    targets: [claude({ key: env('KEY') })],
    schedule: { 'claude/cli': { off: true } },
    workflows: [workflow('code review', {
      people: 25, rate: { amount: 90, currency: 'GBP' }, hours: 'Mo-Fr 09:00-18:00 Europe/London', owner: 'ana@example.org',
      uses: ['claude/api'], fallback: manual({ guide: 'guide.md', keeps: 0.4 }),
    })],
  })`

async function folderWithDrills(drills: readonly Partial<DrillSummary>[]) {
  const folder = folderWith({ 'doorwatch.config.ts': CONFIG, 'guide.md': 'By hand.' })
  const path = join(folder, 'd.sqlite')
  const store = await openStore({ path, log: SILENT, clock: { now: () => Date.now() } })
  for (const [index, drill] of drills.entries()) {
    await store.saveDrill({
      ...{ id: `drill-${index}`, scenario: 's', seed: 1, begunAt: 0, at: Date.now(), status: 'completed' },
      ...{ deviated: false, score: 50, possible: 100, open: false, example: false },
      ...drill,
    })
  }
  await store.close()
  const run = (...args: readonly string[]) => command(folder, args, { KEY: 'k', DOORWATCH_DB: path })
  return { folder, run }
}

describe('doorwatch drill', () => {
  it('lists the scenarios without a configuration and without a database', async () => {
    const folder = folderWith({})
    const { code, stdout } = await command(folder, ['drill', 'list', '--json'])
    expect(code).toBe(0)
    const { scenarios, drills, running } = JSON.parse(stdout)
    expect(scenarios).toHaveLength(10)
    expect([drills, running]).toEqual([[], null])
  })

  it('lists a drill that was killed, from its folder', async () => {
    const folder = folderWith({ '.doorwatch/drills/20261129-143200-front-doors-first/drill.db': '' })
    const { unscored } = JSON.parse((await command(folder, ['drill', 'list', '--json'])).stdout)
    expect(unscored).toEqual([
      {
        ...{ id: '20261129-143200-front-doors-first', scenario: 'front-doors-first' },
        ...{ begunAt: Date.UTC(2026, 10, 29, 14, 32), status: 'interrupted' },
      },
    ])
    expect((await command(folder, ['drill', 'list'])).stdout).toContain('ended without a score')
  })

  it('refuses a scenario that does not exist, with the nearest', async () => {
    const { code, stderr } = await command(folderWith({}), ['drill', 'claude-2026-03-03'])
    expect(code).toBe(2)
    expect(stderr).toContain('Did you mean "claude-2026-03-02"?')
  })

  it('refuses a scenario together with an incident, and an incident that is not stored', async () => {
    const both = await command(folderWith({}), ['drill', 'front-doors-first', '--from-incident', 'x'])
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('not both') })
    const unknown = await command(folderWith({}), ['drill', '--from-incident', 'x'])
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no incident "x"') })
  })

  it.each([['-1'], ['1.5'], ['x']])('refuses the seed %s', async (seed) => {
    const { code, stderr } = await command(folderWith({}), ['drill', '--seed', seed])
    expect(code).toBe(2)
    expect(stderr).toContain('Give a whole number')
  })

  it('stops and acknowledges the drill that runs, and says so where none does', async () => {
    const folder = folderWith({})
    expect((await command(folder, ['drill', 'stop'])).stdout).toBe('No drill runs.\n')
    expect((await command(folder, ['drill', 'ack'])).stderr).toContain('no drill runs')
    const drills = join(folder, '.doorwatch/drills')
    mkdirSync(join(drills, 'x'), { recursive: true })
    writeFileSync(join(drills, 'running.json'), JSON.stringify({ id: 'x', pid: process.pid }))
    expect((await command(folder, ['drill', 'ack', '--by', 'Ana'])).stdout).toContain('Acknowledged by Ana')
    expect(readFileSync(join(drills, 'x/acknowledged'), 'utf8')).toBe('Ana')
    expect((await command(folder, ['drill', 'stop'])).stdout).toContain('The drill x stops')
    expect((await command(folder, ['drill', 'list'])).stdout).toContain('The drill x runs now.')
  })
})

describe('a drill while something real is wrong', () => {
  it('does not begin, and says what is open and how to begin all the same', async () => {
    const { run, folder } = await folderWithDrills([])
    const store = await openStore({ path: join(folder, 'd.sqlite'), log: SILENT, clock: { now: () => Date.now() } })
    const at = Date.now() - 60_000
    const incident = {
      name: 'claude-1',
      target: 'claude',
      openedAt: at,
      impactAt: at,
      surfaces: [],
      scope: 'sign-in only',
    }
    const entries = [{ at, kind: 'opened', text: 'opened' }] as const
    await store.transaction((tx) =>
      tx.applyChanges('claude', undefined, { transitions: [], notices: [], incident: { incident, entries } }),
    )
    await store.close()
    const { code, stderr } = await run('drill')
    expect(code).toBe(2)
    expect(stderr).toContain('the drill cannot start: a real incident is open: claude-1')
    expect(stderr).toContain('--force')
    expect((await run('drill', 'stop')).stdout).toBe('No drill runs.\n')
  })
})

describe('a plan that was not drilled for 90 days', () => {
  it('fails plan --check and is named by plan and status', async () => {
    const { run } = await folderWithDrills([{ at: Date.now() - 91 * DAY }])
    const text = 'The plan was not drilled for 91 days (limit 90). Rehearse it with: doorwatch drill'
    expect(await run('plan', '--check')).toMatchObject({ code: 1, stdout: expect.stringContaining(`plan: ${text}`) })
    expect((await run('plan')).stdout).toContain(text)
    expect((await run('status')).stdout).toContain(text)
    expect(JSON.parse((await run('status', '--json')).stdout).drill).toMatchObject({ stale: true, score: 50 })
    expect(JSON.parse((await run('plan', '--json')).stdout)).toMatchObject({ ok: false, drill: { stale: true } })
  })

  it('is fresh after a drill', async () => {
    const { run } = await folderWithDrills([{}])
    const { code, stdout } = await run('plan', '--check')
    expect([code, stdout]).toEqual([0, 'plan: 1 of 1 workflows are protected\n'])
    expect((await run('plan')).stdout).toContain('The plan was last drilled today (50 of 100 points).')
    expect((await run('status')).stdout).not.toContain('drilled')
  })
})
