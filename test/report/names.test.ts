import { describe, expect, it } from 'vitest'
import { bySurface, inWords, titleList } from '../../src/report/names.ts'

describe('numbers and lists in sentences', () => {
  it('are words up to twelve', () => {
    expect([0, 1, 12, 13].map(inWords)).toEqual(['no', 'one', 'twelve', '13'])
  })

  it('begin with a capital only where they begin the sentence', () => {
    expect(titleList(['Chat', 'Console', 'CLI'], 'capital')).toBe('Chat, console and CLI')
    expect(titleList(['Chat', 'Console', 'CLI'], 'inside')).toBe('chat, console and CLI')
  })

  it('name five of more than twelve', () => {
    const many = Array.from({ length: 13 }, (_, index) => `model-${index}`)
    expect(titleList(many, 'inside')).toContain('model-4')
    expect(titleList(many, 'inside')).not.toContain('model-5')
    expect(titleList(many.slice(1), 'inside')).toContain('model-12')
  })
})

describe('the order of surfaces', () => {
  it('is by target, then as a person uses them, then by name', () => {
    const ids = ['b/login', 'a/zebra', 'a/api', 'a/apple', 'a/login', 'a/chat']
    const sorted = ids.map((id) => ({ target: id.slice(0, 1), surface: id.slice(2) })).toSorted(bySurface)
    expect(sorted.map(({ target, surface }) => `${target}/${surface}`)).toEqual([
      ...['a/login', 'a/chat', 'a/api', 'a/apple', 'a/zebra'],
      'b/login',
    ])
  })
})
