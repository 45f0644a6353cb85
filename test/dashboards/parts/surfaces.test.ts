import { describe, expect, it } from 'vitest'
import type { NowModel, Overview, SurfaceGroup } from '../../../dashboards/model/model.ts'
import { SurfaceFilterForm } from '../../../dashboards/parts/surface-filter.tsx'
import { Surfaces } from '../../../dashboards/parts/surfaces.tsx'
import { addressOf } from '../../../dashboards/words/view.ts'
import { html, links, surface, text, view } from '../kit.ts'

const now = (changes: Partial<NowModel>) => ({ targets: ['claude'], doors: [surface()], ...changes }) as NowModel

function group(target: string, cards: number, more: number, changes: Partial<SurfaceGroup> = {}): SurfaceGroup {
  return {
    target,
    cards: Array.from({ length: cards }, (_none, index) => surface({ target, title: `${target}-${index}` })),
    folded: more > 0 ? { operational: more } : {},
    total: cards + more,
    ...changes,
  }
}

const overview = (changes: Partial<Overview> = {}): Overview => ({
  ...{ filter: {}, total: 1_000, matching: 1_000, counts: { down: 2, operational: 998 } },
  ...{ groups: [group('claude', 2, 5)], lines: [], more: { groups: 0, counts: {} } },
  ...changes,
})

const render = (changes: Partial<Overview>, look = {}) =>
  Surfaces({ now: now({ overview: overview(changes), targets: ['claude', 'openai'] }), view: view(look) })

describe('the surfaces of the first screen', () => {
  it('say what will appear before the first surface is measured', () => {
    expect(text(Surfaces({ now: now({ doors: [] }), view: view() }))).toContain('Once the worker runs')
  })

  it('have a card each, with the target where there are several', () => {
    const doors = [surface(), surface({ target: 'openai', title: 'API' })]
    expect(html(Surfaces({ now: now({ doors }), view: view() })).match(/class="card /g)).toHaveLength(2)
    expect(text(Surfaces({ now: now({ doors, targets: ['claude', 'openai'] }), view: view() }))).toContain('openai API')
  })

  it('are grouped by target where there are many, with what is folded away', () => {
    expect(text(render({}))).toContain('claude: all other 5 operational')
    expect(links(render({}))).toContain('/?since=24h&q=claude%2F')
  })

  it('lead to one target alone, over the days that were chosen', () => {
    const between = { from: '2026-11-01', to: '2026-11-08' }
    expect(links(render({}, { since: undefined, between }))).toContain('/?from=2026-11-01&to=2026-11-08&q=claude%2F')
  })

  it('have no links and no filter in a saved report', () => {
    const saved = render({}, { live: false })
    expect(html(saved)).not.toMatch(/<form|<a /)
    expect(text(saved)).toContain('claude: all other 5 operational')
  })

  it('stand side by side where groups have one surface', () => {
    const groups = [group('a', 1, 0), group('b', 1, 0), group('c', 2, 0), group('d', 1, 0)]
    expect(html(render({ groups })).match(/<ul class="cards">/g)).toHaveLength(3)
  })

  it('are a line for a group without a card, and counted beyond that', () => {
    const lines = [group('openai', 0, 9)]
    const output = text(render({ lines, more: { groups: 12, counts: { down: 1, operational: 40 } } }))
    expect(output).toContain('openai: all 9 operational')
    expect(output).toContain('And 12 more targets (1 down, 40 operational), use the filter to see them.')
    expect(text(render({ more: { groups: 1, counts: { waiting: 1 } } }, { live: false }))).toContain(
      'And 1 more target (1 waiting).',
    )
  })

  it('say that none matches', () => {
    expect(text(render({ matching: 0, groups: [] }))).toContain('None of 1,000 surfaces matches the filter.')
  })
})

describe('the filter of the surfaces', () => {
  const form = (changes: Partial<Overview> = {}, look = {}) =>
    SurfaceFilterForm({ overview: overview(changes), view: view(look) })

  it('offers the states that there are, and the chosen one', () => {
    expect(text(form())).toContain('Any (1,000)Down (2)Operational (998)')
    const chosen = form({ filter: { state: 'degraded' } })
    expect(html(chosen)).toContain('<option value="degraded" selected="">Degraded (0)</option>')
  })

  it('keeps the range that was chosen', () => {
    expect(html(form())).toContain('<input type="hidden" name="since" value="24h"/>')
    const between = { from: '2026-11-01', to: '2026-11-08' }
    const days = form({}, { since: undefined, between })
    expect(html(days)).toContain('<input type="hidden" name="from" value="2026-11-01"/>')
    expect(html(days)).not.toContain('name="since"')
  })

  it('leads back to all surfaces where it is active', () => {
    expect(links(form())).toEqual([])
    const active = form({ filter: { text: 'cla' }, matching: 7 })
    expect(links(active)).toEqual(['/?since=24h'])
    expect(text(active)).toContain('7 of 1,000 surfaces')
  })

  it('escapes the text of the filter', () => {
    expect(html(form({ filter: { text: '"><script>' } }))).toContain('value="&quot;&gt;&lt;script&gt;"')
  })
})

describe('the address of a page', () => {
  it.each([
    [{ filter: {} }, '/'],
    [{ since: '7d', filter: {} }, '/?since=7d'],
    [{ since: '7d', filter: { text: 'a b/', state: 'down' as const } }, '/?since=7d&q=a+b%2F&state=down'],
    [{ between: { from: '2026-11-01', to: '' }, filter: {} }, '/?from=2026-11-01&to='],
  ])('of %j is %s', (from, address) => {
    expect(addressOf(from)).toBe(address)
  })
})
