import { describe, expect, it } from 'vitest'
import type { SurfaceView } from '../../../dashboards/model/model.ts'
import { SurfaceCard } from '../../../dashboards/parts/surface-card.tsx'
import type { View } from '../../../dashboards/words/view.ts'
import { HOUR, MINUTE } from '../../../src/core/index.ts'
import { FAILURE, HOSTILE, html, links, NOW, probe, run, surface, text, view } from '../kit.ts'

const card = (changes: Partial<SurfaceView> = {}, look: Partial<View> = {}, target = false) =>
  SurfaceCard({ surface: surface(changes), view: view(look), target })

describe('the card of a surface', () => {
  it('has its name, its state and since when', () => {
    expect(text(card())).toMatch(/^Login Operational since 22 Nov, 21:05 /)
    expect(html(card({ standing: 'down' }))).toMatch(/^<li class="card is-down">/)
  })

  it('names its target only where there are several', () => {
    expect(text(card())).not.toContain('claude')
    expect(text(card({}, {}, true))).toMatch(/^claude Login/)
  })

  it('has the failure, its step and its class, in place of the time', () => {
    const output = text(card({ standing: 'down', failure: FAILURE }))
    expect(output).toContain('HTTP 500 at submit credentials server error')
    expect(output).not.toContain('since')
  })

  it('waits for its first result', () => {
    const waiting = card({ standing: 'waiting', basis: 'waiting', probes: [{ ...probe(), recent: [] }] })
    expect(text(waiting)).toContain('No result yet.')
    expect(html(waiting)).not.toContain('strip')
  })

  it.each(['silent', 'no-worker'] as const)('says for how long it is silent, and what was seen last: %s', (basis) => {
    const silent = { standing: 'unknown', measured: 'unknown', basis, since: NOW - HOUR } as const
    expect(text(card({ ...silent, believed: 'down', failure: FAILURE }))).toContain('Silent for 1 h; last seen down.')
    expect(text(card(silent))).toContain('Silent for 1 h.')
  })

  it('gives the reason where the state is unknown', () => {
    const output = text(
      card({ standing: 'unknown', measured: 'unknown', basis: 'no-probe', reason: 'No probe watches it.' }),
    )
    expect(output).toContain('No probe watches it.')
  })

  it('shows in maintenance what is measured, until when, and why', () => {
    const until = NOW + HOUR
    const maintenance = {
      standing: 'maintenance',
      measured: 'down',
      maintenance: { until, reason: 'upgrade' },
    } as const
    expect(text(card({ ...maintenance, failure: FAILURE }))).toContain('Measured: down, until 22:05: upgrade')
    expect(text(card({ standing: 'maintenance', measured: 'unknown', maintenance: { until } }))).toContain(
      'Not measured, until 22:05',
    )
  })

  it('says that its alerts are muted, and where to end that on a live page', () => {
    const mute = { until: NOW + HOUR, reason: 'known trouble' }
    expect(text(card({ mute }))).toContain('Alerts muted until 22:05: known trouble End it')
    expect(links(card({ mute }))).toContain('/mutes')
    expect(links(card({ mute }, { live: false }))).not.toContain('/mutes')
  })
})

describe('the probes of a surface', () => {
  it('have their last run, how long ago, and when the next one is due', () => {
    expect(text(card())).toContain('passed in 1.4 s 12 s ago, next in 30 s')
  })

  it('give the interval where the next run is unknown or the page is a saved one', () => {
    const { nextAt: _, ...unplanned } = probe()
    for (const element of [
      card({}, { live: false }),
      card({ probes: [probe({ nextAt: NOW - 1 })] }),
      card({ probes: [unplanned] }),
    ]) {
      expect(text(element)).toContain('12 s ago, every 1 min')
      expect(text(element)).not.toContain('next in')
    }
    expect(text(card({ probes: [probe({ nextAt: NOW })] }))).toContain('next in 0 s')
  })

  it('say for how long a run is under way', () => {
    expect(text(card({ probes: [probe({ runningSince: NOW - 4_000 })] }))).toContain('12 s ago, running for 4 s')
  })

  it('are a line each but the first, which alone has its newest runs', () => {
    const probes = [probe({ probe: 'login-eu' }), probe({ probe: 'login-us', last: run({ outcome: 'error' }) })]
    const output = card({ probes })
    expect(html(output).match(/class="strip"/g)).toHaveLength(1)
    expect(text(output)).toContain('login-us could not measure in 1.4 s')
    expect(text(output)).toContain('login-eu')
  })

  it('are not named where the one probe is named like its surface', () => {
    expect(html(card())).not.toContain('<h4>')
    expect(html(card({ probes: [probe(), probe({ probe: 'more' })] }))).not.toContain('<h4>login</h4>')
  })

  it('show their own failure where it is another one than that of the surface', () => {
    const failed = (message: string) => run({ outcome: 'failed', failure: { ...FAILURE, message } })
    const render = (message: string) => text(card({ failure: FAILURE, probes: [probe({ last: failed(message) })] }))
    expect(render('HTTP 502')).toContain('HTTP 502 at submit credentials')
    expect(render('HTTP 500').match(/HTTP 500/g)).toHaveLength(1)
  })

  it('have no result yet where their surface has one of another probe', () => {
    const { last: _, ...fresh } = probe({ probe: 'new', recent: [], nextAt: NOW + 5 * MINUTE })
    expect(text(card({ probes: [probe(), fresh] }))).toContain('new no result yet, next in 5 min')
  })

  it('are absent where the surface has no probe', () => {
    expect(html(card({ probes: [] }))).not.toMatch(/probe/)
  })
})

describe('words from outside', () => {
  it('are text on a card, whatever they are', () => {
    const markup = html(
      card({
        ...{ title: HOSTILE, standing: 'down', failure: { ...FAILURE, message: HOSTILE, step: HOSTILE } },
        ...{ mute: { until: NOW + HOUR, reason: HOSTILE }, probes: [probe({ probe: HOSTILE }), probe()] },
      }),
    )
    expect(markup).not.toContain('<img')
    expect(markup.match(/&lt;img/g)?.length).toBeGreaterThanOrEqual(5)
  })
})
