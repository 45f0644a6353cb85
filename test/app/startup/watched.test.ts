import { describe, expect, it } from 'vitest'
import { scrubberFor } from '../../../src/app/startup/secrets.ts'
import { watchedBy } from '../../../src/app/startup/watched.ts'
import type { Config } from '../../../src/config/index.ts'
import { DIRECT, Secret, type Target } from '../../../src/core/index.ts'

const claude: Target = {
  ...{ name: 'claude', title: 'Claude' },
  api: { url: 'http://127.0.0.1:1', model: 'm', prompt: 'p', answer: 'a', key: new Secret('KEY', 'sk-planted-word') },
}

function configOf(more: Partial<Config> = {}): Config {
  const config: Partial<Config> = { sandbox: false, targets: [claude], cadences: {}, names: [], proxy: DIRECT, ...more }
  return config as Config
}

describe('what a configuration watches', () => {
  it('is its targets, at the cadences it names', () => {
    const cadences = { api: { everyMs: 60_000 } }
    expect(watchedBy(configOf({ cadences }))).toMatchObject({ targets: [claude], overrides: cadences })
  })

  it('is the sandbox before them where it is on, at quick cadences', () => {
    const { targets, overrides } = watchedBy(configOf({ sandbox: true }))
    expect(targets.map(({ name }) => name)).toEqual(['sandbox', 'claude'])
    expect(overrides['sandbox/login']?.everyMs).toBe(10_000)
  })

  it('has the addresses of the sandbox that runs, and of none where none runs', () => {
    const running = { url: 'http://127.0.0.1:4321', controlUrl: 'http://127.0.0.1:4322' }
    expect(watchedBy(configOf({ sandbox: true }), running).targets[0]?.chat?.url).toBe('http://127.0.0.1:4321/chat')
    expect(watchedBy(configOf({ sandbox: true })).targets[0]?.chat?.url).toBe('http://127.0.0.1:0/chat')
  })

  it('has the budget of the sandbox', () => {
    const sandboxBudget = { requests: 100 }
    expect(watchedBy(configOf({ sandbox: true, sandboxBudget })).targets[0]?.budget).toEqual(sandboxBudget)
    expect(watchedBy(configOf({ sandbox: true })).targets[0]).not.toHaveProperty('budget')
  })

  it('reports a name that is no probe, with the nearest one', () => {
    const named = { kind: 'probe', name: 'claude/lgoin', path: 'schedule', bare: false } as Config['names'][number]
    const { unknownIn } = watchedBy(configOf({ names: [named], file: '/x/doorwatch.config.ts' }))
    expect(unknownIn({ probes: ['login', 'api'], surfaces: [] } as never)).toEqual([
      {
        ...{ source: 'doorwatch.config.ts', path: 'schedule', expected: 'the name of a probe', got: '"claude/lgoin"' },
        hint: 'Did you mean "claude/login"?',
      },
    ])
  })
})

describe('the scrubber of a configuration', () => {
  it('takes out every secret of targets, of the configuration and of the proxy', () => {
    const proxy = { ...DIRECT, http: new Secret('HTTP_PROXY', 'http://robin:planted-proxy-word@proxy.dev:3128') }
    const deadMan = { url: new Secret('DEADMAN_URL', 'https://ping.example/planted-path-word'), everyMs: 1 }
    const scrubber = scrubberFor(configOf({ proxy, deadMan, targets: [] }), [claude])
    const text = scrubber.text('sk-planted-word planted-proxy-word https://ping.example/planted-path-word kept')
    expect(text).not.toMatch(/planted/)
    expect(text).toContain('kept')
  })
})
