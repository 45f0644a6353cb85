import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DAY, defined, type Failure, HOUR, MINUTE, type RunRecord, type Workflow } from '../../src/core/index.ts'
import { readPlanFiles, readPlanInput } from '../../src/readiness/index.ts'
import { folderWith } from '../config/kit.ts'
import { codeReview, MONDAY, proof } from '../continuity/kit.ts'

const byHand = (guide: string): Workflow =>
  codeReview({ fallback: { kind: 'manual', guide, guideMaxAgeMs: DAY, keeps: 0.5 } })

async function filesOf(guide: string, folder: string) {
  return (await readPlanFiles({ workflows: [byHand(guide)], shares: [] }, folder))[guide]
}

describe('the files of a plan', () => {
  it('have the date of their line "Reviewed:", in the notations of Markdown', async () => {
    const reviewedAt = Date.UTC(2026, 1, 3)
    for (const line of [
      'Reviewed: 2026-02-03',
      '**Reviewed:** 2026-02-03 by Ada',
      '> reviewed: 2026-02-03',
      '- Reviewed: 2026-02-03',
    ]) {
      const folder = folderWith({ 'guides/a.md': `# A guide\n\n${line}\n\nReviewed: 2020-01-01\n` })
      expect([line, await filesOf('guides/a.md', folder)]).toEqual([line, { exists: true, reviewedAt }])
    }
  })

  it('without such a line have the time of their last change', async () => {
    const folder = folderWith({ 'a.md': 'It was reviewed: last year. Reviewed: soon' })
    utimesSync(join(folder, 'a.md'), MONDAY / 1_000, MONDAY / 1_000)
    expect(await filesOf('a.md', folder)).toEqual({ exists: true, reviewedAt: MONDAY })
  })

  it('that are missing, folders or out of reach do not exist', async () => {
    const folder = folderWith({})
    mkdirSync(join(folder, 'guides'))
    expect(await filesOf('guides', folder)).toEqual({ exists: false })
    expect(await filesOf('guides/a.md', folder)).toEqual({ exists: false })
    writeFileSync(join(folder, 'a.md'), '')
    expect(await filesOf('a.md/b.md', folder)).toEqual({ exists: false })
  })

  it('are guides and notices, each once; a switch has none', async () => {
    const folder = folderWith({ 'off.md': 'Off. Reviewed: never' })
    const stop = codeReview({ fallback: { kind: 'stop', protects: 'customers', notice: 'off.md' } })
    const plan = { workflows: [stop, stop, codeReview(), byHand('a.md')], shares: [] }
    expect(Object.keys(await readPlanFiles(plan, folder))).toEqual(['off.md', 'a.md'])
  })
})

function run(surface: string, failure?: Failure): RunRecord {
  const at = MONDAY - MINUTE
  return {
    ...{ id: 1, target: 'openai', surface, probe: surface, location: 'local', trigger: 'schedule' },
    ...{ scheduledAt: at, startedAt: at, durationMs: 900, outcome: failure ? 'failed' : 'passed', steps: [] },
    ...defined({ failure }),
  } as unknown as RunRecord
}

function input(runs: readonly RunRecord[], state: 'operational' | 'down' = 'operational') {
  const watched = [...new Set(['cli', 'search', ...runs.map(({ surface }) => surface)])]
  return readPlanInput(
    {
      plan: { workflows: [codeReview()], shares: [] },
      ...{ root: '/nowhere', targets: [], surfaces: ['claude/cli', 'openai/cli'], maintenance: [] },
      history: {
        surfaces: async () => [{ target: 'openai', surface: 'cli', state, since: MONDAY - DAY }],
        lastRuns: async () => runs,
        watched: async () => watched.map((surface) => ({ target: 'openai', surface, probe: surface, everyMs: MINUTE })),
        lastHeartbeat: async () => MONDAY,
        quietWindows: async () => [],
        proofs: async () => [proof()],
      },
    },
    MONDAY,
  )
}

describe('what is measured of model B', () => {
  const failure = (blame: Failure['blame'], name: Failure['class']): Failure => ({
    class: name,
    blame,
    message: 'HTTP 401',
  })

  it('has the smallest share of a limit that its API named within the last hour', async () => {
    const answered = (surface: string, measures: Record<string, number>, agoMs = MINUTE) => ({
      ...{ ...run(surface), startedAt: MONDAY - agoMs },
      steps: [{ name: 'stream', outcome: 'passed', startedAt: 0, durationMs: 1, statuses: {}, measures }] as const,
    })
    const headroom = async (...runs: readonly RunRecord[]) =>
      (await input([run('cli'), ...runs])).readiness.surfaces['openai/cli']?.headroom
    expect(await headroom()).toBeUndefined()
    expect(await headroom(answered('api', { requests_left_pct: 98, tokens_left_pct: 4 }))).toBe(0.04)
    expect(await headroom(answered('api', { requests_left_pct: 4 }, 2 * HOUR))).toBeUndefined()
  })

  it('is its state, and the last failure of ours or of the probe', async () => {
    const reading = async (one?: Failure) => (await input([run('cli', one)])).readiness.surfaces['openai/cli']
    expect(await reading()).toEqual({ state: 'operational' })
    expect(await reading(failure('ours', 'credentials'))).toEqual({
      state: 'operational',
      trouble: 'credentials: HTTP 401',
      ours: true,
    })
    expect(await reading(failure('probe', 'drift'))).toMatchObject({ trouble: 'drift: HTTP 401' })
  })

  it('leaves single failures of the provider to the judge', async () => {
    const { readiness } = await input([run('cli', failure('provider', 'overloaded'))])
    expect(readiness.surfaces['openai/cli']).toEqual({ state: 'operational' })
    expect((await input([run('cli')], 'down')).readiness.surfaces['openai/cli']).toEqual({ state: 'down' })
  })

  it('says why nothing is measured', async () => {
    const { readiness } = await input([])
    expect(readiness.surfaces['openai/cli']).toMatchObject({ state: 'unknown', trouble: expect.any(String) })
  })

  it('comes with the stored failover proofs', async () => {
    expect((await input([])).readiness.proofs).toEqual([proof()])
  })

  it('watches the configured surfaces, and those of probes of the user', async () => {
    expect((await input([])).watched).toEqual(['claude/cli', 'openai/cli', 'openai/search'])
  })
})
