import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tableOrBlocks } from '../../../../src/cli/commands/incidents/list.ts'
import { visibleLength } from '../../../../src/cli/terminal/table.ts'

const ROW = ['claude-20261129-1', '14:32, 29 Nov', 'open for 1 h 5 min', '', 'login down', 'not acknowledged']
const LONG = [
  ...['claude-20261128-2', '09:10, 28 Nov', 'lasted 2 h 40 min', 'cost £1,234 (would be £5,678)'],
  ...['login down, chat degraded, console degraded, api down', 'owned by Ben Ito'],
]

describe('the list of incidents', () => {
  it('is one line each where they fit', () => {
    expect(tableOrBlocks([ROW], 120)).toBe(
      'claude-20261129-1  14:32, 29 Nov  open for 1 h 5 min    login down  not acknowledged',
    )
  })

  it('has cost, surfaces and owner below the line of an incident where they do not fit', () => {
    expect(tableOrBlocks([ROW, LONG], 80).split('\n')).toEqual([
      'claude-20261129-1  14:32, 29 Nov  open for 1 h 5 min',
      '    login down; not acknowledged',
      'claude-20261128-2  09:10, 28 Nov  lasted 2 h 40 min',
      '    cost £1,234 (would be £5,678); login down, chat degraded, console degraded,',
      '    api down; owned by Ben Ito',
    ])
  })

  it('never exceeds the width', () => {
    const words = fc.array(fc.constantFrom('login down', 'chat degraded', 'acknowledged by Ana at 14:32'), {
      maxLength: 9,
    })
    fc.assert(
      fc.property(words, words, fc.integer({ min: 60, max: 120 }), (surfaces, owner, columns) => {
        const rows = [ROW, [...ROW.slice(0, 4), surfaces.join(', '), owner.join(' ')]]
        for (const line of tableOrBlocks(rows, columns).split('\n'))
          expect(visibleLength(line)).toBeLessThanOrEqual(columns)
      }),
    )
  })
})
