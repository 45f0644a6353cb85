import { describe, expect, it } from 'vitest'
import { MonitorError } from '../../src/core/index.ts'
import { FAULTS as CATALOGUE, routesHit, surfacesOf } from '../../src/sandbox/faults/catalogue.ts'
import { checkFault } from '../../src/sandbox/faults/options.ts'
import { SURFACES as DOORS } from '../../src/sandbox/faults/surfaces.ts'
import { FAULTS, SURFACES } from '../../src/sandbox/index.ts'

const problem = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof MonitorError) return error
  }
  throw new Error('expected a MonitorError')
}

describe('the catalogue', () => {
  it('names every fault once, with a line for people', () => {
    expect(new Set(CATALOGUE.map(({ name }) => name)).size).toBe(CATALOGUE.length)
    expect(Object.keys(FAULTS)).toHaveLength(CATALOGUE.length)
    for (const line of [...Object.values(FAULTS), ...Object.values(SURFACES)]) expect(line).toMatch(/^.{8,110}$/)
  })

  it('has the six faults of the demo for each of its five doors', () => {
    for (const fault of ['500', '529', 'hang', 'slow', 'reset', 'html']) {
      for (const surface of ['login', 'chat', 'console', 'cli', 'api']) {
        expect(checkFault(surface, fault, {}).surface).toBe(surface)
      }
    }
  })

  it('lets every fault hit at least one route of each surface that can have it', () => {
    for (const fault of CATALOGUE) {
      for (const surface of surfacesOf(fault)) {
        const routes: readonly string[] = DOORS.find(({ name }) => name === surface)?.routes ?? []
        const hit = routesHit(fault, surface)
        expect(hit.length, `${fault.name} on ${surface}`).toBeGreaterThan(0)
        expect(routes).toEqual(expect.arrayContaining([...hit]))
      }
    }
  })
})

describe('a fault that is asked for', () => {
  it.each([
    ['logn', '500', {}, 'unknown_surface', /login, session/],
    ['login', '501', {}, 'unknown_fault', /500, 529/],
    ['login', undefined, {}, 'unknown_fault', /500/],
    ['login', '<img src=x onerror=1>', {}, 'unknown_fault', /500/],
    ['login', 'ping-only', {}, 'fault_not_here', /chat/],
    ['chat', 'login-loop', {}, 'fault_not_here', /login/],
    ['api', '500', { route: 'sign-in' }, 'unknown_route', /count_tokens/],
    ['api', '500', { times: 0 }, 'fault_options', /times/],
    ['api', '500', { probability: 1.5 }, 'fault_options', /probability/],
    ['api', '500', { probability: 0 }, 'fault_options', /probability/],
    ['api', '500', { delayMs: -1 }, 'fault_options', /delayMs/],
    ['api', '500', { tmies: 1 }, 'fault_options', /times/],
    ['api', '500', { headers: { 'x-a': 'b\r\nset-cookie: c' } }, 'fault_options', /headers/],
    ['api', '500', { headers: { 'content-length': '5' } }, 'fault_options', /headers/],
    ['api', '500', 'often', 'fault_options', /times/],
  ])('as %j %j %j is refused as %s with a hint', (surface, fault, options, code, hint) => {
    const error = problem(() => checkFault(surface, fault, options))
    expect(error.code).toBe(code)
    expect(error.hint).toMatch(hint)
  })

  it('keeps what it quotes short', () => {
    expect(problem(() => checkFault('x'.repeat(5_000), '500', {})).message.length).toBeLessThan(200)
  })
})
