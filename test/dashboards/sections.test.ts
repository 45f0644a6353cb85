import { describe, expect, it } from 'vitest'
import { sectionsOf } from '../../dashboards/words/sections.ts'
import { renderReport } from '../../src/report/index.ts'
import { modelOf, pageOf } from '../support/pages.ts'

/** Titles of the sections below the first screen: id and name. */
function titlesIn(html: string): readonly (readonly [id: string | undefined, name: string | undefined])[] {
  const [, trend = ''] = html.split('<div data-part="trend"')
  return [...trend.matchAll(/<h2 id="([^"]+)"><span class="kicker">([^<]*)<\/span>/g)].map(([, id, name]) => [id, name])
}

describe('the list of sections', () => {
  it.each(['empty', 'outage', 'year', 'hostile', 'models'])(
    'has every section once, in its order: %s',
    async (name) => {
      const model = await modelOf(name)
      const sections = sectionsOf(model.trend)
      const html = renderReport(model, { live: false })
      expect(titlesIn(html)).toEqual(sections.map((section) => [section.id, section.name]))
      for (const { id } of sections) expect(html.split(`href="#${id}"`).length).toBeGreaterThan(1)
    },
  )

  it('has the finding of each, and is the summary below the headline of a printed report', async () => {
    const model = await modelOf('outage')
    const html = renderReport(model, { live: false })
    const [, summary = ''] = /<section class="contents on-paper"[^>]*>(.*?)<\/section>/s.exec(html) ?? []
    const [, nav = ''] = /<nav class="contents on-screen"[^>]*>(.*?)<\/nav>/s.exec(html) ?? []
    const [, sections = ''] = html.split('</nav>')
    for (const { finding } of sectionsOf(model.trend)) {
      expect(finding).not.toBe('')
      const escaped = finding.replaceAll('"', '&quot;')
      for (const list of [summary, nav]) expect(list).toContain(`<bdi class="in-short">${escaped}</bdi>`)
      expect(sections).toContain(escaped)
    }
    expect(html.indexOf('contents on-paper')).toBeLessThan(html.indexOf('class="card '))
    expect(renderReport(model, { live: true })).not.toContain('contents on-paper')
  })
})

describe('a section that has nothing to draw', () => {
  it('has no map of hours without a failed run', async () => {
    const model = await modelOf('calm')
    const cells = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => ({ runs: 60, failed: 0 })))
    const heat = { cells, finding: 'No run failed at any hour' }
    const html = renderReport({ ...model, trend: { ...model.trend, heat } }, { live: false })
    expect(html).toContain('<bdi>No run failed at any hour</bdi></h2>')
    expect(html).not.toContain('class="heat-cell')
    const [first = [], ...rest] = cells
    const failing = [[{ runs: 60, failed: 1 }, ...first.slice(1)], ...rest]
    const worse = renderReport(
      { ...model, trend: { ...model.trend, heat: { ...heat, cells: failing } } },
      { live: false },
    )
    expect(worse.match(/class="heat-cell/g)).toHaveLength(7 * 24)
  })

  it('has no bars for a surface whose answers were all good, but their numbers', async () => {
    const model = await modelOf('calm')
    const [mix] = model.trend.statuses
    if (!mix) throw new Error('the scenario has statuses')
    const render = (total: Readonly<Record<string, number>>) =>
      renderReport({ ...model, trend: { ...model.trend, statuses: [{ ...mix, total }] } }, { live: false })
    expect(render({ '200': 1_440, '302': 3 })).not.toContain('class="bars"')
    expect(render({ '200': 1_440, '302': 3 })).toContain('<b>200</b> 1,440')
    for (const bad of ['404', '529', 'timeout', 'network'])
      expect(render({ '200': 1_440, [bad]: 1 })).toContain('class="bars"')
  })

  it('folds steady charts where there are many, and says their medians', async () => {
    const html = await pageOf('calm')
    expect(html).toMatch(/<details class="calm"><summary><bdi>Steady: [^<]+ \d+ ms/)
    const model = await modelOf('calm')
    const few = renderReport(
      { ...model, trend: { ...model.trend, latency: model.trend.latency.slice(0, 1) } },
      { live: false },
    )
    expect(few).not.toContain('Steady: ')
  })
})
