import { describe, expect, it } from 'vitest'
import { parseHours } from '../../../src/core/index.ts'
import { planProof } from '../../../src/notify/index.ts'
import { LOGIN_DOWN, onlyAlert } from '../kit.ts'

/** Monday, 09:00 UTC. */
const MONDAY = Date.UTC(2026, 10, 30, 9)
const ALERT = { ...onlyAlert(LOGIN_DOWN), kind: 'proof' } as const
const CHANNELS = [
  { name: 'slack', kind: 'slack' },
  { name: 'mail', kind: 'email' },
  { name: 'pager', kind: 'pagerduty' },
] as const

describe('where the weekly proof goes', () => {
  it('is every channel, fallbacks too, but PagerDuty', () => {
    expect(planProof(ALERT, CHANNELS, { routes: [] }, MONDAY)).toEqual({ alert: ALERT, channels: ['slack', 'mail'] })
  })

  it('is what a route of kind proof names, never PagerDuty', () => {
    const routes = [{ kind: ['proof'], to: ['pager', 'mail'] } as const]
    expect(planProof(ALERT, CHANNELS, { routes }, MONDAY).channels).toEqual(['mail'])
  })

  it('waits for the hours of a channel that some route holds', () => {
    const outside = parseHours('Mo-Fr 10:00-18:00 UTC')
    const routes = [{ on: ['degraded'], to: ['slack'], hold: { outside } } as const]
    const { channels, holds } = planProof(ALERT, CHANNELS, { routes }, MONDAY)
    expect([channels, holds]).toEqual([['slack', 'mail'], { slack: Date.UTC(2026, 10, 30, 10) }])
    expect(planProof(ALERT, CHANNELS, { routes }, Date.UTC(2026, 10, 30, 11))).not.toHaveProperty('holds')
  })
})
