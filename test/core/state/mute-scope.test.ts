import { describe, expect, it } from 'vitest'
import { muteNames, muteScope, muteScopeText } from '../../../src/core/index.ts'

const SURFACES = [
  { target: 'claude', surface: 'login' },
  { target: 'openai', surface: 'login' },
  { target: 'claude', surface: 'api' },
  { target: 'api', surface: 'chat' },
]

describe('what a name on a mute covers', () => {
  it.each([
    ['claude/login', { target: 'claude', surface: 'login' }],
    ['login', { surface: 'login' }],
    ['claude', { target: 'claude' }],
    // The surface of this name comes before the target.
    ['api', { surface: 'api' }],
    ['api/chat', { target: 'api', surface: 'chat' }],
  ])('is one surface, a surface of every target, or a target: %s', (name, scope) => {
    expect(muteScope(SURFACES, name)).toEqual(scope)
  })

  it.each(['', 'everything', 'claude/chat', 'claude/', 'Login'])('is nothing where nothing has it: %j', (name) => {
    expect(muteScope(SURFACES, name)).toBeUndefined()
  })

  it('is found for every name that is offered, each once', () => {
    const names = muteNames(SURFACES)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(expect.arrayContaining(['login', 'claude', 'openai/login', 'api']))
    for (const name of names) expect(muteScope(SURFACES, name)).toBeDefined()
  })

  it('has the words that name it', () => {
    for (const name of muteNames(SURFACES)) expect(muteScopeText(muteScope(SURFACES, name) ?? {})).toBe(name)
    expect(muteScopeText({})).toBe('everything')
  })
})
