import { describe, expect, it } from 'vitest'
import { check } from './check.ts'
import { load, wrap } from './kit.ts'

const ENVIRONMENT = { COLLECTOR_TOKEN: 'Bearer collector-token' }
const problemOf = (traces: object, environment: Record<string, string> = ENVIRONMENT) =>
  check({ traces }, environment)[0]

describe('traces in a configuration', () => {
  it('are off by default', async () => {
    expect((await load(wrap('{}'))).traces).toBeUndefined()
  })

  it('go to the address as it is written, with headers that are secrets', async () => {
    const text = `{ traces: { url: 'http://127.0.0.1:4318/v1/traces', headers: { authorization: env('COLLECTOR_TOKEN') } } }`
    const { traces } = await load(wrap(text), ENVIRONMENT)
    expect(traces?.url).toBe('http://127.0.0.1:4318/v1/traces')
    expect(traces?.headers.authorization?.reveal()).toBe(ENVIRONMENT.COLLECTOR_TOKEN)
    expect(JSON.stringify(traces)).not.toContain('collector-token')
  })

  it.each([
    ['127.0.0.1:4318', 'an address such as http://127.0.0.1:4318/v1/traces'],
    ['grpc://127.0.0.1:4317/v1/traces', 'an address such as http://127.0.0.1:4318/v1/traces'],
  ])('need an address over HTTP: %s', (url, expected) => {
    expect(problemOf({ url })).toMatchObject({ path: 'traces.url', expected })
  })

  it('need the path of the address', () => {
    for (const url of ['http://127.0.0.1:4318', 'http://127.0.0.1:4318/']) {
      expect(problemOf({ url })?.hint).toBe('Add the path; at most collectors it is /v1/traces.')
    }
  })

  it('take no password in the address, and say where it goes', () => {
    const problem = problemOf({ url: 'https://name:pass-word@collector.example/v1/traces' })
    expect(problem?.hint).toContain("headers: { authorization: env('NAME') }")
  })

  it('take headers by the name of a variable only, which must be set', () => {
    const url = 'http://127.0.0.1:4318/v1/traces'
    expect(problemOf({ url, headers: { authorization: 'Bearer x' } })).toMatchObject({
      path: 'traces.headers.authorization',
    })
    expect(problemOf({ url, headers: { authorization: { env: 'NONE_SET' } } })?.path).toBe(
      'traces.headers.authorization',
    )
    expect(problemOf({ url, headers: { 'a header': { env: 'COLLECTOR_TOKEN' } } })?.path).toContain('traces.headers')
    expect(problemOf({ url, headers: { ok: { env: 'BROKEN' } } }, { BROKEN: 'line\nbreak' })?.path).toBe(
      'traces.headers.ok',
    )
  })

  it('have no other keys', () => {
    expect(problemOf({ url: 'http://127.0.0.1:4318/v1/traces', protocol: 'grpc' })?.path).toBe('traces.protocol')
  })
})
