import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, type LastRun, MINUTE, type RunRecord } from '../../src/core/index.ts'
import { openPlanReader } from '../../src/store/plan-reader.ts'
import {
  applyVerdict,
  failureOf,
  NOW,
  newFolder,
  openEmptyStore,
  resultOf,
  saveMemory,
  stepOf,
  storeResult,
  transitionOf,
  verdictOf,
} from './kit.ts'

/** What a plan reads of a run. */
function lastRunOf({ target, surface, probe, startedAt, durationMs, failure, steps }: RunRecord): LastRun {
  const measured = steps
    .filter(({ measures }) => Object.keys(measures).length > 0)
    .map(({ measures }) => ({ measures }))
  const { class: name, blame, message } = failure ?? {}
  return {
    ...{ target, surface, probe, startedAt, durationMs, steps: measured },
    ...(name && blame ? { failure: { class: name, blame, message: message ?? '' } } : {}),
  }
}

describe('the readings of a plan', () => {
  it('are those of the store, for states, runs, probes, windows, heartbeats and proofs', async () => {
    const path = join(newFolder(), 'd.sqlite')
    const store = await openEmptyStore(path)
    const failure = failureOf('credentials')
    const steps = [stepOf('stream', NOW, { measures: { requests_left_pct: 98, ttft_ms: 300 } }), stepOf('check', NOW)]
    await storeResult(store, resultOf({ scheduledAt: NOW - MINUTE, outcome: 'failed', failure }))
    await storeResult(store, resultOf({ scheduledAt: NOW, steps }))
    await storeResult(store, resultOf({ surface: 'api', probe: 'api', outcome: 'failed', failure, durationMs: 12 }))
    await storeResult(store, resultOf({ target: 'openai', surface: 'api', probe: 'api', steps }))
    const down = transitionOf('operational', 'down', { failure: failureOf('timeout') })
    const planned = transitionOf('operational', 'maintenance', { surface: 'api', measured: 'operational' })
    const retirement = transitionOf('operational', 'unknown', { surface: 'chat', retired: true })
    await applyVerdict(store, verdictOf({ transitions: [down, planned, retirement] }))
    await saveMemory(store, NOW)
    const window = { kind: 'maintenance' as const, from: NOW, to: NOW + HOUR }
    await store.addQuietWindow({ ...window, target: 'sandbox', surface: 'api', reason: 'moving' })
    await store.addQuietWindow({ ...window, kind: 'mute', to: NOW + MINUTE })
    const proof = { class: 'overloaded', route: 'cli', through: 'openai/cli', green: true } as const
    await store.saveProof({ ...proof, at: NOW - DAY })
    await store.saveProof({ ...proof, at: NOW, tookMs: 900, client: 'codex 1' })
    await store.saveProof({ ...proof, class: 'stalled', at: NOW - HOUR, green: false })
    for (const [workflow, at, failed] of [
      ['code review', NOW - HOUR, true],
      ['code review', NOW, false],
      ['proposals', NOW, true],
    ] as const) {
      const query = {
        target: 'openai',
        surface: 'api',
        probe: `golden:${workflow}`,
        trigger: 'manual',
        scheduledAt: at,
      } as const
      const wrong = { outcome: 'failed', failure: failureOf('wrong_answer', { message: 'it was 43' }) } as const
      await storeResult(store, resultOf({ ...query, durationMs: 900, ...(failed ? wrong : {}) }))
    }
    await store.claimWorker({ location: 'here', pid: process.pid, startedAt: NOW })
    const reader = await openPlanReader(path)
    expect(await reader.surfaces()).toEqual(await store.surfaces())
    expect(await reader.watched()).toEqual(await store.watched())
    expect(await reader.proofs()).toEqual(await store.proofs())
    expect(await reader.lastRuns()).toEqual((await store.lastRuns()).map(lastRunOf))
    const answers = await store.goldenAnswers()
    expect(await reader.goldenAnswers()).toEqual(answers)
    expect(answers).toEqual([
      { workflow: 'code review', at: NOW, tookMs: 900 },
      { workflow: 'proposals', at: NOW, tookMs: 900, wrong: 'it was 43' },
    ])
    for (const now of [NOW, NOW + MINUTE, NOW + HOUR]) {
      expect(await reader.quietWindows(now)).toEqual(await store.quietWindows(now))
    }
    for (const except of [undefined, 'here', 'elsewhere']) {
      expect(await reader.lastHeartbeat(except)).toEqual(await store.lastHeartbeat(except))
    }
    await reader.close()
  })

  it('of an empty database are empty, and a missing one is named', async () => {
    const path = join(newFolder(), 'd.sqlite')
    await expect(openPlanReader(path)).rejects.toMatchObject({ code: 'db_missing' })
    await openEmptyStore(path)
    const reader = await openPlanReader(path)
    expect([await reader.surfaces(), await reader.lastRuns(), await reader.lastHeartbeat()]).toEqual([
      [],
      [],
      undefined,
    ])
    await reader.close()
  })
})
