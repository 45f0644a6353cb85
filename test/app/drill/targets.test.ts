import { describe, expect, it } from 'vitest'
import { channelFacts, drillChannels } from '../../../src/app/drill/drill-channels.ts'
import {
  castOf,
  drillCadences,
  playableSurfaces,
  standIn,
  surfacesOfOthers,
} from '../../../src/app/drill/drill-targets.ts'
import type { Config } from '../../../src/config/index.ts'
import { MINUTE, Secret } from '../../../src/core/index.ts'
import { codeReview } from '../../continuity/kit.ts'

const SANDBOX = { url: 'http://127.0.0.1:5000', controlUrl: 'http://127.0.0.1:5001' }

describe('the targets of a drill', () => {
  it('are the provider that most work depends on, and the others of the plan', () => {
    const small = codeReview({ name: 'drafts', people: 3, uses: ['gemini/api'] })
    expect(castOf([small, codeReview()])).toEqual({ provider: 'claude', others: ['gemini', 'openai'] })
  })

  it('probe of the others only what the plan uses', () => {
    const workflows = [codeReview({ uses: ['claude/cli', 'gemini/api'] })]
    expect(surfacesOfOthers(workflows, castOf(workflows))).toEqual(['gemini/api', 'openai/cli'])
  })

  it('have the names of the plan and the doors of a sandbox, and alert as the real ones do', () => {
    const target = standIn('claude', 'Claude', SANDBOX)
    expect(target).toMatchObject({
      name: 'claude',
      title: 'Claude',
      api: { url: SANDBOX.url },
      controls: [SANDBOX.controlUrl],
    })
    expect(target.bundled).toBeUndefined()
    expect(target.statusPage).toBeUndefined()
  })

  it('keep the configured cadences, with timeouts that fit between two slots', () => {
    const cadences = {
      'claude/*': { everyMs: 2 * MINUTE },
      'claude/cli': { timeoutMs: 45_000 },
      'claude/api': { off: true },
    }
    expect(drillCadences({ cadences }, ['claude/cli', 'claude/api'])).toMatchObject({
      'claude/cli': { everyMs: 2 * MINUTE, timeoutMs: 8_000, off: false },
      'claude/api': { timeoutMs: 8_000, off: false },
    })
  })

  it('can be broken where they are watched; of the example everywhere', () => {
    const config = {
      ...{ sandbox: false, cadences: { 'claude/api': { off: true } } },
      targets: [{ name: 'claude', title: 'Claude', api: {}, cli: {} }],
    } as unknown as Config
    const cast = { provider: 'claude', others: [] }
    expect(playableSurfaces(config, cast, false)).toEqual(['cli'])
    expect(playableSurfaces(config, cast, true)).toContain('login')
  })
})

describe('the channels of a drill', () => {
  const secret = new Secret('X', 'x')
  const common = { mode: 'always', drills: true } as const
  const channels: Config['channels'] = [
    { ...common, kind: 'webhook', name: 'hook', url: secret },
    { ...common, kind: 'teams', name: 'teams', webhook: secret, drills: false },
    { ...common, kind: 'pagerduty', name: 'pager', api: 'https://events.pagerduty.com', key: secret },
  ]

  it('are those that ask for drills; PagerDuty only with --page', () => {
    expect(drillChannels(channels, { page: false }).map(({ name }) => name)).toEqual(['hook'])
    expect(drillChannels(channels, { page: true }).map(({ name }) => name)).toEqual(['hook', 'pager'])
  })

  it('are all listed in the score, with whether they took part', () => {
    expect(channelFacts(channels, { page: false }).map(({ name, takesPart }) => [name, takesPart])).toEqual([
      ['hook', true],
      ['teams', false],
      ['pager', false],
    ])
  })
})
