import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../src/core/index.ts'
import { load, problemsOf, wrap } from './kit.ts'

const ENVIRONMENT = { DEAD_MAN_URL: 'https://hc.example.org/ping/1' }
const withDeadMan = (deadMan: string) => wrap(`{ alerts: { deadMan: ${deadMan} } }`)

describe('the dead-man switch of a configuration', () => {
  it('is pinged once a minute by default, at an address that is a secret', async () => {
    const { deadMan } = await load(withDeadMan(`{ url: env('DEAD_MAN_URL') }`), ENVIRONMENT)
    expect(deadMan?.everyMs).toBe(MINUTE)
    expect(deadMan?.url.reveal()).toBe(ENVIRONMENT.DEAD_MAN_URL)
    expect(JSON.stringify(deadMan)).not.toContain('hc.example.org')
  })

  it('is none by default', async () => {
    expect((await load(wrap('{}'))).deadMan).toBeUndefined()
  })

  it('is pinged every 10 s at most', async () => {
    const every = (text: string) => withDeadMan(`{ url: env('DEAD_MAN_URL'), every: '${text}' }`)
    expect((await load(every('10s'), ENVIRONMENT)).deadMan?.everyMs).toBe(10 * SECOND)
    expect(await problemsOf(every('9s'), ENVIRONMENT)).toMatchObject([
      { path: 'alerts.deadMan.every', expected: 'at least 10s', hint: 'Write 1m, for example.' },
    ])
  })

  it('is a problem where its variable is empty or no address', async () => {
    const config = withDeadMan(`{ url: env('DEAD_MAN_URL') }`)
    expect(await problemsOf(config)).toMatchObject([{ path: 'alerts.deadMan.url' }])
    expect(await problemsOf(config, { DEAD_MAN_URL: 'hc.example.org' })).toMatchObject([{ path: 'alerts.deadMan.url' }])
  })
})
