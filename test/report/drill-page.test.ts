import { describe, expect, it } from 'vitest'
import { DAY, type DrillSummary, MINUTE } from '../../src/core/index.ts'
import { type ScoreCard, scoreCardOf } from '../../src/drill/index.ts'
import { buildDrillPage, renderDrill } from '../../src/report/index.ts'
import { alert, ending, foundVerdict, plan, record, reviewed, START, supportBot } from '../drill/kit.ts'

const IMPRINT = { at: START, timezone: 'Europe/London', location: 'office', monitor: { version: '1.2.3' } }

function pageOf(card: ScoreCard, kind: 'page' | 'report' = 'page') {
  return buildDrillPage({ card, costs: ['£3,600'], people: { 'code review': 25 }, timezone: 'UTC' }, kind)
}

const htmlOf = (card: ScoreCard, kind: 'page' | 'report' = 'page') => renderDrill(IMPRINT, pageOf(card, kind))

describe('the page of a drill', () => {
  it('begins with the share of work that continues, and the share that a proof would add', () => {
    expect(pageOf(scoreCardOf(record(), plan()))).toMatchObject({
      ...{ headline: 'In this outage 60 % of the work goes on', standing: 'degraded' },
    })
    expect(pageOf(scoreCardOf(record(), plan({}, []))).headline).toBe(
      'In this outage 0 % of the work goes on, 60 % more would with a proof',
    )
  })

  it('says first why a drill was not played to its end', () => {
    const card = scoreCardOf(record({ status: 'aborted', stopped: 'a real incident is open: claude-1' }), plan())
    expect(pageOf(card).headline).toBe('The drill was not played to its end: a real incident is open: claude-1')
  })

  it('has no points and nothing to fix of a drill that was stopped before the first fault', () => {
    const nothing = { changes: [], verdicts: [], alerts: [], posts: [], steady: {} }
    const card = scoreCardOf(record({ status: 'interrupted', stopped: 'stopped with Ctrl-C', ...nothing }), plan())
    expect(pageOf(card)).toMatchObject({ unscored: 'stopped before the first fault', findings: [] })
    expect(pageOf(card).facts[0]?.value).toBe('not played to its verdict')
    const html = htmlOf(card)
    expect(html).toContain('No score: stopped before the first fault')
    expect(html).toContain('Not played to the end of the outage')
    expect(html).toContain('Nothing to fix in what was played')
    expect(html).not.toMatch(/of 0 points|has no work hours/)
  })

  it('has the day on which it was played, and says that its times are of the scenario', () => {
    const html = htmlOf(scoreCardOf(record({ begunAt: START + 14 * DAY, endedAt: START + 14 * DAY + MINUTE }), plan()))
    expect(html).toMatch(/class="dateline">[^<]*16 March 2026</)
    expect(html).toMatch(/Times are of the clock of the scenario, whose outage begins at 10:00 on [^<]*2 March 2026/)
  })

  it('shows the three parts of the time to detect', () => {
    const [first] = pageOf(scoreCardOf(record(), plan())).facts
    expect(first).toEqual({
      ...{ name: 'First failure detected after', value: '2 min 13 s' },
      note: '2 × 1 min until the verdict, 12 s to confirm, 700 ms to deliver',
    })
  })

  it('reports that no failure was detected', () => {
    const card = scoreCardOf(record({ verdicts: [foundVerdict({ found: false })], alerts: [] }), plan())
    expect(pageOf(card).facts[0]).toEqual({ name: 'First failure', value: 'not detected' })
  })

  it('says like the command after what time a workflow that stops had its alert', () => {
    const { recoveries } = pageOf(
      scoreCardOf(record(), plan({ workflows: [reviewed(), supportBot({ uses: ['claude/cli'] })] })),
    )
    const silent = pageOf(
      scoreCardOf(record({ verdicts: [], alerts: [] }), plan({ workflows: [supportBot({ uses: ['claude/cli'] })] })),
    ).recoveries
    expect(recoveries.map(({ back }) => back)).toEqual([
      expect.stringMatching(/^recovered after /),
      expect.stringMatching(/^alert after /),
    ])
    expect(silent.map(({ back }) => back)).toEqual(['no alert'])
  })

  it('draws a stretch for each fault and a mark at its detection', () => {
    const [lane] = pageOf(scoreCardOf(record(), plan())).lanes
    expect(lane).toMatchObject({ surface: 'claude/cli', stretches: [{ from: START, share: 1 }] })
    expect(lane?.marks.map(({ kind }) => kind)).toEqual(['found', 'recovered'])
  })

  it('compares with the drill before', () => {
    const card = scoreCardOf(record(), plan())
    const before = { at: START } as DrillSummary
    const change = (points: number) =>
      buildDrillPage({ card, costs: [], people: {}, timezone: 'UTC', comparison: { before, change: points } }, 'page')
        .change
    expect(change(4.2)).toBe('+4.2 % since the drill of 2026-03-02')
    expect(change(-3)).toBe('-3 % since the drill of 2026-03-02')
    expect(change(0)).toBe('as in the drill of 2026-03-02')
  })

  it('is one file without scripts, and escapes what comes from outside', () => {
    const hostile = reviewed({ name: '<script>alert(1)</script>' })
    const html = htmlOf(
      scoreCardOf(
        record({ alerts: [alert({ headline: 'DRILL: <img src=x>' }), ending()] }),
        plan({ workflows: [hostile] }),
      ),
    )
    expect(html).not.toMatch(/<script/)
    expect(html).not.toContain('<img src=x>')
    expect(html).not.toMatch(/(?:src|href)="https?:/)
    expect(html).toContain('&lt;script&gt;')
  })

  it('names the owner of each finding, or that there is none', () => {
    const { owner: _, ...unowned } = reviewed()
    expect(htmlOf(scoreCardOf(record(), plan()))).toContain('platform@example.org')
    const open = htmlOf(scoreCardOf(record(), plan({ workflows: [unowned] })))
    expect(open).toContain('no owner')
    expect(open).toContain('The drill stays open')
  })

  it('says what the exercise does not prove, and that the example is one', () => {
    const html = htmlOf(scoreCardOf(record({ unplayed: ['video'] }), plan({ isExample: true })))
    expect(html).toContain('this is the example of the product')
    expect(html).toContain('proven only by a failure in your own route')
    expect(html).toContain('Not played, because it is not watched here: video.')
  })
})

describe('the after-action report', () => {
  const many = scoreCardOf(
    record({
      alerts: Array.from({ length: 20 }, (_none, index) => alert({ key: `drill:${index}`, kind: 'changed' })),
      verdicts: Array.from({ length: 14 }, (_none, index) =>
        foundVerdict({ surface: `claude/s${index}`, found: false, slots: 1 + index }),
      ),
    }),
    plan(),
  )

  it('has room for two pages, and says what it leaves out', () => {
    const page = pageOf(many, 'report')
    expect(page.findings).toHaveLength(10)
    expect(page.alerts).toHaveLength(12)
    expect(page.notes.at(-1)).toMatch(/^Left out for room: \d+ findings and 8 alerts\. They are in drill\.html\.$/)
    expect(pageOf(many, 'page').alerts).toHaveLength(20)
  })

  it('begins the findings on the second page', () => {
    const html = htmlOf(many, 'report')
    expect(html).toContain('class="drill is-report"')
    expect(html).toMatch(/\.is-report \.findings\s*\{[^}]*break-before:\s*page/)
  })
})
