import { describe, expect, it } from 'vitest'
import type { SurfaceFilter } from '../../dashboards/model/model.ts'
import { type History, HOUR, surfaceId } from '../../src/core/index.ts'
import { buildTrend, readSurfaceStates, renderReport, withDrawnRuns } from '../../src/report/index.ts'
import { allOf, manySurfaces, manyTargets } from '../support/crowd.ts'
import { type HistoryData, memoryHistory } from '../support/history.ts'
import { NOW } from '../support/scenarios.ts'

interface Page {
  readonly html: string
  /** Calls of the history, by method. */
  readonly reads: Readonly<Record<string, number>>
  /** Surfaces that rows over time were read of. */
  readonly read: readonly string[]
}

/** A live page over a history that counts its readings. */
async function draw(data: HistoryData, filter: SurfaceFilter = {}): Promise<Page> {
  const reads: Record<string, number> = {}
  const surfaces = new Set<string>()
  const history = new Proxy(
    memoryHistory(() => data),
    {
      get:
        (target, method: keyof History) =>
        (query: Parameters<History['outcomes']>[0] & { probes?: readonly never[] }) => {
          reads[method] = (reads[method] ?? 0) + 1
          for (const ref of query?.surfaces ?? query?.probes ?? []) surfaces.add(surfaceId(ref))
          return target[method](query as never)
        },
    },
  )
  const standings = await readSurfaceStates(history, { now: NOW })
  const now = await withDrawnRuns(history, standings, filter)
  const trend = await buildTrend(history, { range: { from: NOW - HOUR, to: NOW }, surfaces: standings.doors, filter })
  const imprint = { at: NOW, timezone: 'UTC', location: 'office', monitor: { version: '0' } }
  const html = renderReport({ ...imprint, now, trend }, { live: true, since: '1h', filter })
  return { html, reads, read: [...surfaces] }
}

/** The document without styles, scripts and fonts. */
const body = (html: string) => html.slice(html.indexOf('<body'), html.lastIndexOf('</main>'))
const sum = (reads: Page['reads']) => Object.values(reads).reduce((total, count) => total + count, 0)

describe('the page of many surfaces', () => {
  it('costs as many readings for 900 targets as for 300, and reads runs of a few of them only', async () => {
    const [some, many] = [await draw(manyTargets(300)), await draw(manyTargets(900))]
    expect(sum(many.reads)).toBeLessThanOrEqual(42)
    expect(many.reads.recentRuns).toBe(some.reads.recentRuns)
    expect(many.reads.outcomes).toBe(1)
    expect(many.reads.runs).toBeLessThanOrEqual(9)
    expect(many.read.length).toBeLessThanOrEqual(48)
  })

  it.each([
    ['1,000 targets with a door each', () => manyTargets(1_000)],
    ['300 surfaces of one target', () => manySurfaces(300)],
    ['1,000 targets that are all down', () => allOf(manyTargets(1_000), 'down')],
    ['1,000 targets that are all open', () => allOf(manyTargets(1_000), 'operational')],
    ['300 surfaces of one target that are all down', () => allOf(manySurfaces(300), 'down')],
  ])('stays small: %s', async (_, data) => {
    const { html } = await draw(data())
    expect(body(html).length).toBeLessThan(300_000)
    expect(html.match(/class="card /g)?.length ?? 0).toBeLessThanOrEqual(24)
    expect(html.match(/class="track"/g)?.length).toBeLessThanOrEqual(24)
  })

  it('heads with numbers instead of a thousand names', async () => {
    const { html } = await draw(manyTargets(1_000))
    expect(html).toContain('Ten surfaces are down, ten are degraded.')
    expect(html).toContain('970 of 1,000 surfaces are operational.')
    expect(html).toContain('970 surfaces answer from this same machine.')
    expect(html).toContain('service-0007, service-0031, service-0107, service-0131, service-0207 and 15 more.')
    expect(html).toContain('watching <bdi>1,000 targets</bdi>')
  })

  it('names the surfaces in trouble where they are few', async () => {
    const { html } = await draw(manyTargets(100))
    expect(html).toContain('service-0007 API is down, service-0031 API is degraded.')
  })

  it('draws the surfaces in trouble first, in the cards as in the lanes', async () => {
    const { html } = await draw(manyTargets(200))
    const names = (part: string) => [...part.matchAll(/of-target">(service-\d+) /g)].map(([, name]) => name)
    const bad = ['service-0007', 'service-0107', 'service-0031', 'service-0131', 'service-0064', 'service-0164']
    expect(names(html.slice(html.indexOf('class="cards"'), html.indexOf('class="group-lines"')))).toEqual(bad)
    const lanes = names(html.slice(html.indexOf('<table class="lanes'), html.indexOf('</tfoot>')))
    expect(lanes.slice(0, 4)).toEqual(bad.slice(0, 4))
    expect(html).toContain('188 surfaces more')
  })

  it('shows of a filter only what it asks for, in every part', async () => {
    const { html, read } = await draw(manyTargets(1_000), { text: 'service-0107' })
    expect(read).toEqual(['service-0107/api'])
    expect(html.match(/class="card /g)).toHaveLength(1)
    expect(html.match(/class="track"/g)).toHaveLength(1)
    expect(html.match(/class="incident /g)).toHaveLength(1)
    expect(html).toContain('1 of 1,000 surfaces')
  })

  it('reports that a filter matches nothing', async () => {
    expect((await draw(manyTargets(50), { text: 'nowhere' })).html).toContain('None of 50 surfaces matches the filter.')
  })

  it('writes the filter back as text, whatever it is', async () => {
    const { html } = await draw(manyTargets(50), { text: '"><script>alert(1)</script>' })
    expect(html).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
    expect(html).not.toContain('<script>alert')
  })
})
