import { describe, expect, it } from 'vitest'
import { drillDocument } from '../../dashboards/drill-page.tsx'
import type { DrillFindingRow, DrillPage, DrillRecoveryRow } from '../../dashboards/model/drill.ts'
import { DAY, HOUR } from '../../src/core/index.ts'
import { HOSTILE, NOW, text, view } from './kit.ts'

const finding = (changes: Partial<DrillFindingRow> = {}): DrillFindingRow => ({
  ...{
    severity: 'high',
    component: 'Switch',
    points: 6,
    text: 'No fallback',
    todo: 'Give it one.',
    retestBy: '2026-12-07',
  },
  line: 'workflows[0].fallback',
  ...changes,
})

const recovery = (changes: Partial<DrillRecoveryRow> = {}): DrillRecoveryRow => ({
  ...{ workflow: 'code review', people: '25 people', fallback: 'switches to model B', backing: 'proven' },
  ...{ back: 'back after 4 min', objective: '15 min', rto: 'met' },
  ...changes,
})

const model = (changes: Partial<DrillPage> = {}): DrillPage => ({
  ...{ kind: 'page', id: 'drill-1', headline: 'In this outage 60 % of the work goes on', standing: 'degraded' },
  ...{ what: 'The login outage of 2025.', score: 14, possible: 18, isWhole: true, facts: [], lanes: [], posts: [] },
  components: [{ name: 'Detect', question: 'Was each failure found?', score: 9, possible: 10 }],
  ...{ playedAt: NOW, from: NOW - 3 * DAY, to: NOW - 3 * DAY + 2 * HOUR, alerts: [], recoveries: [], costs: [] },
  ...{ findings: [], open: false, steady: [], notes: [] },
  ...changes,
})

const draw = (changes: Partial<DrillPage> = {}) => drillDocument(model(changes), view({ live: false }))
const read = (changes: Partial<DrillPage> = {}) => text(draw(changes).replace(/<(style|script)>[\s\S]*?<\/\1>/g, ''))

describe('the page of a drill', () => {
  it('says what was rehearsed, when it was played, and whose clock its times are of', () => {
    const output = read()
    expect(output).toContain('drill Monday 23 November 2026')
    expect(output).toContain('In this outage 60 % of the work goes on The login outage of 2025.')
    expect(output).toContain('whose outage begins at 21:05 on Friday 20 November 2026.')
    expect(read({ kind: 'report' })).toContain('after-action report of a drill')
  })

  it('has its score, or why there is none', () => {
    expect(read({ change: '+4 % since the drill of 2026-10-01' })).toContain(
      '14 of 18 points +4 % since the drill of 2026-10-01',
    )
    const unscored = read({ isWhole: false, unscored: 'stopped before the first fault' })
    expect(unscored).toContain('No score: stopped before the first fault')
    expect(unscored).not.toContain('14 of 18')
  })

  it.each([
    [9, 10, 'good', 90],
    [5, 10, 'middling', 50],
    [1, 3, 'poor', 33.3],
  ])('draws %d of %d points as a %s bar', (score, possible, level, width) => {
    const page = draw({ components: [{ name: 'Work', question: 'How much?', score, possible, missing: 'a guide' }] })
    expect(page).toContain(`class="bar is-${level}"`)
    expect(page).toContain(`class="won" width="${width}%"`)
    expect(text(page)).toContain(`${score} of ${possible} a guide`)
  })

  it('draws no bar for a component without points', () => {
    const page = draw({ components: [{ name: 'Return', question: 'Once?', score: 0, possible: 0 }] })
    expect(page).not.toContain('class="bar ')
    expect(text(page)).toContain('Return Once? Not part of this drill')
  })

  it('says what to fix, the owner or that there is none, and when it is tried again', () => {
    const output = read({
      findings: [finding({ owner: 'Ana', place: 'doorwatch.config.ts:24' }), finding({ points: 1, severity: 'low' })],
      open: true,
    })
    expect(output).toContain('To fix: 2 findings, the most points first')
    expect(output).toContain('A finding has no owner. The drill stays open until each one has.')
    expect(output).toContain(
      '6 points Switch No fallback. Give it one. doorwatch.config.ts:24 workflows[0].fallback Ana again by 2026-12-07',
    )
    expect(output).toContain('1 point Switch No fallback. Give it one. workflows[0].fallback no owner again by')
    expect(read()).toContain('To fix: Nothing to fix')
    expect(read({ isWhole: false })).toContain('To fix: Nothing to fix in what was played')
  })

  it.each([
    [{ shares: { proven: 0.6, promised: 0.1, lost: 0.3 } }, 'Work: 60 % of the work hours go on, 40 % do not'],
    [{ shares: { proven: 1, promised: 0, lost: 0 } }, 'Work: All work hours go on'],
    [{}, 'Work: The time of this scenario has no work hours'],
    [{ isWhole: false }, 'Work: Not played to the end of the outage'],
  ])('says how much of the work goes on: %j', (changes, words) => {
    expect(read(changes)).toContain(words)
  })

  it('draws the shares one after the other, as wide as their figures', () => {
    const page = draw({ shares: { proven: 0.5, promised: 0.25, lost: 0.25 } })
    const rects = [...page.matchAll(/<rect class="is-(\w+)" x="([\d.]+)%" width="([\d.]+)%"/g)]
    expect(rects.map(([, ...values]) => values)).toEqual([
      ['proven', '0', '50'],
      ['promised', '50', '25'],
      ['lost', '75', '25'],
    ])
    expect(text(page)).toContain('50 % go on 25 % promised: lost until it is proven 25 % lost')
  })

  it.each([
    [recovery(), 'code review 25 people switches to model B proven back after 4 min 15 min met'],
    [recovery({ rto: 'unknown' }), '15 min unknown'],
    [
      recovery({
        fallback: 'no fallback',
        backing: 'none',
        back: 'alert after 2 min',
        objective: 'none set',
        rto: 'none',
      }),
      'code review 25 people no fallback alert after 2 min none set',
    ],
  ])('says how each workflow recovered (%#)', (row, words) => {
    expect(read({ recoveries: [row] })).toContain(words)
  })

  it('lists the notices to people, and the conditions of the drill', () => {
    const output = read({
      alerts: [{ at: NOW - 3 * DAY, headline: 'login is DOWN', delivered: 'slack after 900 ms' }],
      steady: [
        { name: 'Before the faults', met: true, text: '' },
        { name: 'After the faults', met: false, text: 'claude/api (HTTP 500)' },
      ],
      notes: ['Seed 7.'],
    })
    expect(output).toContain('20 Nov, 21:05:00login is DOWN slack after 900 ms')
    expect(output).toContain('Before the faults Everything worked After the faults Not everything worked: claude/api')
    expect(output).toContain('Seed 7.')
    expect(read()).not.toContain('What people were told')
  })

  it('carries its own policy, and shows what came from outside as text', () => {
    const hostile = draw({
      ...{ headline: HOSTILE, what: HOSTILE, id: HOSTILE, costs: [HOSTILE], notes: [HOSTILE] },
      ...{
        findings: [finding({ text: HOSTILE, todo: HOSTILE, owner: HOSTILE })],
        recoveries: [recovery({ workflow: HOSTILE })],
      },
      alerts: [{ at: NOW, headline: HOSTILE, delivered: HOSTILE }],
      lanes: [{ surface: HOSTILE, stretches: [], marks: [{ at: NOW, kind: 'found', text: HOSTILE }] }],
    })
    expect(hostile).not.toContain('<img')
    expect(hostile).toContain('default-src &#39;none&#39;; style-src &#39;sha256-')
    expect(hostile).not.toContain('<script')
  })
})
