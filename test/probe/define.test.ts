import { describe, expect, it } from 'vitest'
import { apiProbe, browserProbe, cliProbe, isProbe } from '../../src/probe/define.ts'
import { OPTIONS, SESSIONS } from '../../src/probe/options.ts'

const OF_LOGIN = { name: 'login', surface: 'login', timeout: '45s' } as const
const body = async () => undefined

describe('a probe', () => {
  it.each([
    ['browser', browserProbe(OF_LOGIN, body)],
    ['api', apiProbe(OF_LOGIN, body)],
    ['cli', cliProbe(OF_LOGIN, body)],
  ])('of kind %s keeps its options and its body as they were given', (kind, probe) => {
    expect(probe).toEqual({ kind, options: OF_LOGIN, body })
    expect(probe.options).toBe(OF_LOGIN)
    expect(isProbe(probe)).toBe(true)
  })

  it('is recognised when another copy of the module made it', () => {
    const other = Object.defineProperty({ kind: 'api' }, Symbol.for('doorwatch.probe'), { value: true })
    expect(isProbe(other)).toBe(true)
  })

  it.each([[undefined], [null], ['probe'], [() => body], [{}], [{ kind: 'api', options: OF_LOGIN, body }]])(
    'is not %j',
    (value) => {
      expect(isProbe(value)).toBe(false)
    },
  )

  it('cannot be unmarked, and its mark is not among its fields', () => {
    const probe = apiProbe(OF_LOGIN, body)
    expect(Object.keys(probe)).toEqual(['kind', 'options', 'body'])
    expect(isProbe({ ...probe })).toBe(false)
  })
})

describe('the options of a probe', () => {
  it('are the same of every kind, and of pages two more', () => {
    expect(OPTIONS.cli).toEqual(OPTIONS.api)
    expect(OPTIONS.browser).toEqual([...OPTIONS.api, 'session', 'device'])
  })

  it('name the limits and the rhythm', () => {
    expect(OPTIONS.api).toEqual(expect.arrayContaining(['name', 'surface', 'every', 'cron', 'timeout', 'stepTimeout']))
    expect(SESSIONS).toEqual(['fresh', 'signed-in'])
  })
})
