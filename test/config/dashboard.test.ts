import { describe, expect, it } from 'vitest'
import { linkBase, withheldNotice } from '../../src/config/index.ts'
import { load, problemsOf, wrap } from './kit.ts'

const TOKEN = 'a-token-of-a-good-length'
const withToken = (host: string) => wrap(`{ dashboard: { host: '${host}', token: env('DW_TOKEN') } }`)

describe('the host and the token of the dashboard', () => {
  it.each(['127.0.0.1', '127.0.0.53', 'localhost', '::1'])('do not require a token on %s', async (host) => {
    const { dashboard } = await load(wrap(`{ dashboard: { host: '${host}' } }`))
    expect(dashboard).toEqual({ host })
    expect(withheldNotice(dashboard)).toBeUndefined()
  })

  it.each(['0.0.0.0', '::', '192.168.1.7', 'monitor.example.org', '127.0.0.1.example.org'])(
    'keep %s on loopback without a token, and a notice reports it',
    async (host) => {
      const { dashboard } = await load(wrap(`{ dashboard: { host: '${host}' } }`))
      expect(dashboard).toEqual({ host: '127.0.0.1', withheldHost: host })
      expect(withheldNotice(dashboard)?.text).toContain(host)
      expect(withheldNotice(dashboard)?.todo).toContain('dashboard.token')
    },
  )

  it('open the host with a token, and never show the token', async () => {
    const config = await load(withToken('0.0.0.0'), { DW_TOKEN: TOKEN })
    expect(config.dashboard.host).toBe('0.0.0.0')
    expect(config.dashboard.token?.reveal()).toBe(TOKEN)
    expect(withheldNotice(config.dashboard)).toBeUndefined()
    expect(JSON.stringify(config)).not.toContain(TOKEN)
  })

  it.each(['short', 'with blanks in the midst', 'with-an-é-which-no-header-holds'])(
    'reject the token "%s" without showing it',
    async (token) => {
      const problems = await problemsOf(withToken('0.0.0.0'), { DW_TOKEN: token })
      expect(problems).toMatchObject([{ path: 'dashboard.token', expected: expect.stringContaining('at least 16') }])
      expect(JSON.stringify(problems)).not.toContain(token)
    },
  )
})

describe('the public address of the dashboard', () => {
  const publicUrl = (url: string) => wrap(`{ dashboard: { publicUrl: ${JSON.stringify(url)} } }`)

  it.each([
    ['https://doorwatch.example.org', 'https://doorwatch.example.org/'],
    ['https://example.org/doorwatch', 'https://example.org/doorwatch/'],
    ['http://192.168.1.7:8080/', 'http://192.168.1.7:8080/'],
  ])('gives the base of links in alerts: %s', async (url, base) => {
    const { dashboard } = await load(publicUrl(url))
    expect(linkBase(dashboard, 'http://127.0.0.1:4850')).toBe(base)
  })

  it.each([
    ['doorwatch.example.org', undefined],
    ['ftp://example.org', undefined],
    ['https://robin:word@example.org', 'every alert contains this address'],
    ['https://example.org/?since=1h', 'Remove everything from ? or #'],
    ['https://example.org:99999', 'Use a port from 1 to 65535.'],
  ])('is rejected: %s', async (url, hint) => {
    const problems = await problemsOf(publicUrl(url))
    expect(problems).toMatchObject([{ path: 'dashboard.publicUrl' }])
    if (hint) expect(problems[0]?.hint).toContain(hint)
  })

  it('is the listening address, unless that is loopback or all interfaces', () => {
    for (const host of ['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::']) {
      expect(linkBase({ host }, 'http://127.0.0.1:4850')).toBeUndefined()
    }
    expect(linkBase({ host: '192.168.1.7' }, 'http://192.168.1.7:4850')).toBe('http://192.168.1.7:4850')
  })
})
