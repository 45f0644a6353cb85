import { describe, expect, it } from 'vitest'
import { withheldNotice } from '../../src/config/index.ts'
import { load, problemsOf, wrap } from './kit.ts'

const TOKEN = 'a-token-of-a-good-length'
const withToken = (host: string) => wrap(`{ dashboard: { host: '${host}', token: env('DW_TOKEN') } }`)

describe('the host and the token of the dashboard', () => {
  it.each(['127.0.0.1', '127.0.0.53', 'localhost', '::1'])('need no token on %s', async (host) => {
    const { dashboard } = await load(wrap(`{ dashboard: { host: '${host}' } }`))
    expect(dashboard).toEqual({ host })
    expect(withheldNotice(dashboard)).toBeUndefined()
  })

  it.each(['0.0.0.0', '::', '192.168.1.7', 'monitor.example.org', '127.0.0.1.example.org'])(
    'without a token keep %s to loopback, and say so',
    async (host) => {
      const { dashboard } = await load(wrap(`{ dashboard: { host: '${host}' } }`))
      expect(dashboard).toEqual({ host: '127.0.0.1', withheldHost: host })
      expect(withheldNotice(dashboard)?.text).toContain(host)
      expect(withheldNotice(dashboard)?.todo).toContain('dashboard.token')
    },
  )

  it('with a token open the host, and never show the token', async () => {
    const config = await load(withToken('0.0.0.0'), { DW_TOKEN: TOKEN })
    expect(config.dashboard.host).toBe('0.0.0.0')
    expect(config.dashboard.token?.reveal()).toBe(TOKEN)
    expect(withheldNotice(config.dashboard)).toBeUndefined()
    expect(JSON.stringify(config)).not.toContain(TOKEN)
  })

  it.each(['short', 'with blanks in the midst', 'with-an-é-which-no-header-holds'])(
    'refuse the token "%s", and do not show it',
    async (token) => {
      const problems = await problemsOf(withToken('0.0.0.0'), { DW_TOKEN: token })
      expect(problems).toMatchObject([{ path: 'dashboard.token', expected: expect.stringContaining('at least 16') }])
      expect(JSON.stringify(problems)).not.toContain(token)
    },
  )
})
