import { describe, expect, it } from 'vitest'
import { NOTHING_REAL, type RealState, whyNotBegin, whyStop } from '../../src/drill/index.ts'

const real = (changes: Partial<RealState>): RealState => ({ ...NOTHING_REAL, ...changes })

describe('the stop conditions of a drill', () => {
  it('let it begin while all is well', () => {
    expect(whyNotBegin(NOTHING_REAL)).toBeUndefined()
    expect(whyNotBegin(real({ spent: [{ target: 'claude', share: 0.79 }] }))).toBeUndefined()
  })

  it.each([
    [{ incidents: ['claude-20261123-210512'] }, 'a real incident is open: claude-20261123-210512'],
    [{ down: ['claude/login'] }, 'claude/login is down in reality'],
    [{ down: ['claude/login', 'claude/api'] }, 'claude/login and claude/api are down in reality'],
    [{ spent: [{ target: 'claude', share: 0.8 }] }, 'claude has spent 80 % of the daily budget'],
  ])('keep it from beginning: %j', (changes, why) => {
    expect(whyNotBegin(real(changes))).toBe(why)
    expect(whyStop(real(changes), NOTHING_REAL)).toBe(why)
  })

  it('do not stop it for what was so when it was forced to begin', () => {
    const before = real({ incidents: ['old'], down: ['claude/api'], spent: [{ target: 'claude', share: 0.9 }] })
    expect(whyStop(before, before)).toBeUndefined()
    expect(whyStop({ ...before, incidents: ['old', 'new'] }, before)).toBe('a real incident is open: new')
  })

  it('stop it once a budget grows beyond the limit', () => {
    const before = real({ spent: [{ target: 'claude', share: 0.5 }] })
    expect(whyStop(real({ spent: [{ target: 'claude', share: 0.81 }] }), before)).toMatch(/claude has spent 80 %/)
  })
})
