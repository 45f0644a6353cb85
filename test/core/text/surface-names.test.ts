import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clockTime,
  compareSurfaces,
  surfaceList,
  surfaceTitle,
  surfaceWord,
  withinSentence,
} from '../../../src/core/index.ts'

describe('the name of a surface', () => {
  it.each([
    ['login', 'Login', 'login'],
    ['session', 'Session', 'session'],
    ['api', 'API', 'API'],
    ['cli', 'CLI', 'CLI'],
    ['mcp', 'MCP', 'MCP'],
    ['my surface', 'my surface', 'my surface'],
    ['constructor', 'constructor', 'constructor'],
  ])('of %s is the title %s and the word %s', (surface, title, word) => {
    expect(surfaceTitle(surface)).toBe(title)
    expect(surfaceWord(surface)).toBe(word)
    expect(withinSentence(title)).toBe(word)
  })

  it('is one short line where its author wrote a long or broken one', () => {
    expect(surfaceTitle(`a\n${'b'.repeat(100)}`)).toBe(`a ${'b'.repeat(37)}…`)
  })

  it('is listed as a word', () => {
    expect(surfaceList(['login', 'cli', 'api'])).toBe('login, CLI and API')
    expect(surfaceList(['login', 'cli', 'api'], { longest: 2, named: 1 })).toBe('login and 2 more')
  })
})

describe('the order of surfaces', () => {
  it('is the one a person meets them in; free names come last, by name', () => {
    expect(['zebra', 'api', 'alpha', 'chat', 'login', 'cli'].toSorted(compareSurfaces)).toEqual([
      'login',
      'chat',
      'api',
      'cli',
      'alpha',
      'zebra',
    ])
  })

  it('is the same whatever the order before', () => {
    const names = fc.uniqueArray(fc.constantFrom('login', 'session', 'chat', 'api', 'cli', 'mobile', 'a', 'b', 'Z'))
    fc.assert(
      fc.property(names, (surfaces) => {
        expect(surfaces.toReversed().toSorted(compareSurfaces)).toEqual(surfaces.toSorted(compareSurfaces))
      }),
    )
  })
})

describe('the time of day', () => {
  it('is UTC to the second', () => {
    expect(clockTime(Date.UTC(2026, 10, 23, 21, 4, 37, 999))).toBe('21:04:37 UTC')
  })
})
