import { describe, expect, it } from 'vitest'
import { cardText, factsOf } from '../../../src/cli/drill/card-text.ts'
import { drillsText, scenariosText } from '../../../src/cli/drill/list-text.ts'
import { standingJson, standingText } from '../../../src/cli/drill/standing-text.ts'
import type { DrillSummary } from '../../../src/core/index.ts'
import { drillStanding } from '../../../src/core/index.ts'
import { scoreCardOf } from '../../../src/drill/index.ts'
import { readScenarios } from '../../../src/sandbox/scenarios/read.ts'
import { foundVerdict, plan, record, reviewed, supportBot } from '../../drill/kit.ts'

const paint = (_style: unknown, text: string) => text
const look = { comparison: undefined, paint, columns: 100 }
const NOW = Date.UTC(2026, 10, 29)

/** The list of drills with the standing that follows from them. */
function listed(drills: readonly DrillSummary[], more: Partial<Parameters<typeof drillsText>[0]> = {}): string {
  return drillsText({ drills, unscored: [], running: undefined, standing: drillStanding(drills, NOW), ...more })
}

const summary: DrillSummary = {
  ...{ id: '20261101-100000-front-doors-first', scenario: 'front-doors-first', seed: 1, begunAt: NOW, at: NOW },
  ...{ status: 'completed', deviated: false, score: 60.6, possible: 96, open: true, example: false },
}

describe('the score card on a terminal', () => {
  it('begins with the score, then its components with what is missing', () => {
    const lines = cardText(scoreCardOf(record(), plan()), look).trim().split('\n')
    expect(lines[0]).toBe('Score: 90 of 100 points')
    expect(
      lines.slice(1, 6).map((line) =>
        line
          .trim()
          .split(/\s{2,}/)
          .slice(0, 2),
      ),
    ).toEqual([
      ['Detect', '25 of 25'],
      ['Tell', '20 of 20'],
      ['Switch', '20 of 20'],
      ['Work', '15 of 25'],
      ['Return', '10 of 10'],
    ])
    expect(lines[4]).toContain('"code review" lost 40 % of its work hours')
  })

  it('says in sentences what happened', () => {
    expect(factsOf(scoreCardOf(record(), plan()))).toEqual([
      'Detected after 2 min 13 s: 2 × 1 min until the verdict, 12 s to confirm, 700 ms to deliver.',
      'Delivered to a channel after 2 min 13 s.',
      'Acknowledged after 9.0 s.',
      '17 min 47 s before the status page of the scenario.',
      'Of the work hours 60 % went on, 0 % are promised, 40 % are lost.',
      'It costs £3,600 (without a plan £9,000, saved £5,400; time to switch £57.26 more).',
    ])
  })

  it('says what was not detected and not alerted', () => {
    const missed = record({ verdicts: [foundVerdict({ found: false })], alerts: [] })
    expect(factsOf(scoreCardOf(missed, plan())).join(' ')).not.toMatch(/Detected after/)
    expect(cardText(scoreCardOf(missed, plan()), look)).toContain('no alert')
  })

  it('lists how each workflow recovered, and that no workflow recovers after a stop', () => {
    const apiToo = record({ changes: record().changes.flatMap((one) => [one, { ...one, surface: 'claude/api' }]) })
    const text = cardText(scoreCardOf(apiToo, plan({ workflows: [reviewed(), supportBot()] })), look)
    expect(text).toMatch(/code review +switch, proven +recovered after 2 min 33 s +RTO 15 min met/)
    expect(text).toMatch(/support bot +stop, proven +no alert +no RTO/)
  })

  it('names the line of the configuration, the key and the owner of what is to fix', () => {
    const placeOf = () => 'doorwatch.config.ts:24'
    const text = cardText(scoreCardOf(record(), plan({ placeOf })), { ...look, columns: 400 })
    expect(text).toContain('(doorwatch.config.ts:24, workflows[0].fallback, platform@example.org)')
    const without = cardText(scoreCardOf(record(), plan()), { ...look, columns: 400 })
    expect(without).toContain('(workflows[0].fallback, platform@example.org)')
  })

  it('says that nothing is to fix, that there is more than fits, and what has no owner', () => {
    const all = { ...scoreCardOf(record(), plan()), findings: [] }
    expect(cardText(all, look)).toContain('Nothing to fix.')
    const [finding] = scoreCardOf(record(), plan()).findings
    if (!finding) throw new Error('there is no finding')
    const many = { ...all, findings: Array.from({ length: 11 }, () => finding), open: true }
    expect(cardText(many, look)).toContain('and 3 more in the score card')
    expect(cardText(many, look)).toContain('A finding has no owner: the drill stays open.')
  })

  it('compares with the drill before, and says why it stopped', () => {
    const compared = { ...look, comparison: { before: summary, change: -3.5 } }
    expect(cardText(scoreCardOf(record(), plan()), compared)).toContain(`-3.5 % since ${summary.id}`)
    const stopped = scoreCardOf(record({ status: 'interrupted', stopped: 'stopped with Ctrl-C' }), plan())
    expect(cardText(stopped, look)).toContain('interrupted: stopped with Ctrl-C')
  })

  it('has no score and nothing to fix of a drill that was stopped before the first fault', () => {
    const changes = { changes: [], verdicts: [], alerts: [], posts: [] }
    const card = scoreCardOf(record({ status: 'interrupted', stopped: 'stopped with Ctrl-C', ...changes }), plan())
    expect(cardText(card, look)).toBe('\nNo score: stopped before the first fault\ninterrupted: stopped with Ctrl-C\n')
  })

  it('says that the findings of a stopped drill are of what was played', () => {
    const stopped = { ...scoreCardOf(record(), plan()), status: 'aborted', findings: [] } as const
    expect(cardText(stopped, look)).toContain('Nothing to fix in what was played.')
  })

  it('marks what is not part of a drill', () => {
    const quiet = record({ changes: [], verdicts: [], alerts: [] })
    expect(cardText(scoreCardOf(quiet, plan()), look)).toMatch(/Return +not part of this drill/)
  })
})

describe('the list of drills', () => {
  it('names every scenario and the default one', () => {
    const text = scenariosText(readScenarios())
    expect(text.split('\n').filter((line) => line.startsWith('  '))).toHaveLength(10)
    expect(text).toMatch(/front-doors-first .*\(default\)/)
  })

  it('begins with the newest, and says what is open and what was an example', () => {
    const older = { ...summary, id: '20261001-100000-x', example: true, open: false }
    const text = listed([older, summary])
    expect(text.indexOf(summary.id)).toBeLessThan(text.indexOf(older.id))
    expect(text).toMatch(/60\.6 of 96 points +a finding has no owner/)
    expect(text).toContain('example plan')
    expect(text).toContain('The plan was last drilled today (60.6 of 96 points).')
  })

  it('names no points of a drill that was stopped before anything was scored', () => {
    const stopped = { ...summary, status: 'interrupted', score: 0, possible: 0, open: false } as const
    const text = listed([stopped])
    expect(text).toMatch(/interrupted +stopped before anything was scored/)
    expect(text).not.toContain('0 of 0 points')
  })

  it('lists a drill that was killed as interrupted, in its place', () => {
    const later = { ...summary, id: '20261103-100000-later' }
    const killed = { id: '20261102-100000-killed', scenario: 'killed', begunAt: NOW, status: 'interrupted' } as const
    const text = listed([summary, later], { unscored: [killed] })
    expect(text).toMatch(/20261102-100000-killed +interrupted +ended without a score/)
    const places = [later, killed, summary].map(({ id }) => text.indexOf(id))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(listed([], { unscored: [killed] })).not.toContain('No drill was played yet')
  })

  it('says how to begin where there is none, and what runs now', () => {
    const text = listed([], { running: { id: 'x', pid: 1 } })
    expect(text).toContain('The drill x runs now.')
    expect(text).toContain('Start one with: doorwatch drill')
  })
})

describe('a plan that was not rehearsed', () => {
  it('is named with what to do; a fresh one is not', () => {
    expect(standingText(drillStanding([], NOW))).toBe('The plan was never drilled. Rehearse it with: doorwatch drill\n')
    expect(standingText(drillStanding([summary], NOW))).toBe('The plan was last drilled today (60.6 of 96 points).\n')
  })

  it('is the same for scripts', () => {
    expect(standingJson(drillStanding([], NOW))).toEqual({ stale: true, lastAt: null })
    expect(standingJson(drillStanding([summary], NOW))).toEqual({
      ...{ stale: false, lastAt: '2026-11-29T00:00:00.000Z', score: 60.6, possible: 96 },
    })
  })
})
