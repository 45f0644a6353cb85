import { describe, expect, it } from 'vitest'
import { MINUTE, type State } from '../../src/core/index.ts'
import { type StreamState, scopeOf, sharedTrouble } from '../../src/judge/index.ts'

/** `login:down chat:operational` as states; a name alone is operational. */
function states(text: string) {
  return text.split(' ').map((one) => {
    const [surface = '', state = 'operational'] = one.split(':')
    return { surface, state: state as State }
  })
}

function stream(surface: string, probe: string, location: string, bad: boolean, model?: string): StreamState {
  return { surface, probe, location, bad, ...(model ? { model } : {}) }
}

describe('the scope of an incident', () => {
  it.each([
    ['login:down session chat api cli', 'sign-in only: existing sessions, chat, API and CLI work'],
    ['login:down chat:down console:degraded api cli', 'front doors only (login, chat and console): API is up'],
    ['login:down chat:down console:down cli:down api:down', 'whole provider: every surface is hit'],
    ['api:degraded login chat', 'API only: the front doors (login and chat) work'],
    ['chat:down api', 'chat only: API works'],
    ['chat:down api:down login', 'chat and API only: login works'],
    ['api:down', 'API'],
    ['login:down chat:unknown', 'login is affected; the state of the surface chat is unknown'],
    ['api:down front:unknown', 'API is affected; the state of the surface front is unknown'],
    [
      'login:down api:down chat:unknown front:unknown',
      'login and API are affected; the state of the surfaces chat and front is unknown',
    ],
    ['login:down chat:maintenance', 'login is affected; the state of the other surfaces is unknown'],
    ['login chat', 'all surfaces have recovered'],
    ['login:unknown chat', 'the state of the surface login is unknown'],
  ])('of %s is "%s"', (text, scope) => {
    expect(scopeOf(states(text))).toBe(scope)
  })

  it('names the location where only some locations see it', () => {
    const streams = [
      stream('api', 'api', 'eu', true),
      stream('api', 'api', 'us', false),
      stream('api', 'api', 'asia', false),
    ]
    expect(scopeOf(states('api:degraded login'), streams)).toBe(
      'one location (eu); API only: the front doors (login) work',
    )
    const two = [...streams.slice(0, 1), stream('api', 'api', 'us', true), stream('api', 'api', 'asia', false)]
    expect(scopeOf(states('api:degraded login'), two)).toMatch(/^some locations \(eu and us\); /)
  })

  it('names the model, and the probe where no model is given', () => {
    const models = [stream('api', 'api', 'eu', false, 'small'), stream('api', 'api-opus', 'eu', true, 'opus')]
    expect(scopeOf(states('api:degraded login'), models)).toMatch(/^one model \(opus\); /)
    const probes = [stream('api', 'api', 'eu', false), stream('api', 'api-methods', 'eu', true)]
    expect(scopeOf(states('api:degraded login'), probes)).toMatch(/^one probe of API \(api-methods\); /)
  })

  it('says nothing on locations when all of them see it, and nothing on surfaces that are well', () => {
    const streams = [
      stream('api', 'api', 'eu', true),
      stream('api', 'api', 'us', true),
      stream('login', 'login', 'us', false),
    ]
    expect(scopeOf(states('api:down login'), streams)).toBe('API only: the front doors (login) work')
  })
})

describe('trouble of several targets', () => {
  const broken = (target: string, since: number) => ({ target, since })

  it('points to us, or to something shared, when it began together', () => {
    const text = sharedTrouble([broken('openai', 180_000), broken('claude', 60_000)])
    expect(text).toBe('our own side, or something the targets share: claude and openai broke within 2 min')
  })

  it('has no shared cause when it began hours apart, or affects one target', () => {
    expect(sharedTrouble([broken('claude', 0), broken('openai', 60 * MINUTE)])).toBeUndefined()
    expect(sharedTrouble([broken('claude', 0)])).toBeUndefined()
  })

  it('names some targets and counts the others', () => {
    const all = Array.from({ length: 9 }, (_none, index) => broken(`t${index}`, index * 1_000))
    const named = 'our own side, or something the targets share: t0, t1, t2, t3, t4, t5 and'
    expect(sharedTrouble(all)).toBe(`${named} 3 others broke within 8.0 s`)
    expect(sharedTrouble(all, true)).toBe(`${named} at least 3 others broke within 8.0 s`)
    expect(sharedTrouble(all.slice(0, 7))).toBe(`${named} 1 other broke within 6.0 s`)
  })
})
