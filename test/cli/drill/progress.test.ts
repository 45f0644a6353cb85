import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DrillEvent } from '../../../src/app/drill/drill-event.ts'
import { drillProgress } from '../../../src/cli/drill/progress.ts'
import { MINUTE } from '../../../src/core/index.ts'
import { createClock } from '../../support/clock.ts'

const AT = Date.UTC(2026, 10, 23, 21, 5)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function progress(isExample = false) {
  const written: string[] = []
  const hints: string[] = []
  const clock = createClock()
  const context = {
    ...{ clock, paintError: (_style: string, text: string) => text },
    stderr: { write: (text: string) => written.push(text), hint: (text: string) => hints.push(text) },
  }
  const scenario = { title: 'Sign-in first' }
  const drill = drillProgress(context as never, { scenario: scenario as never, isExample, timezone: 'Europe/Berlin' })
  const lineOf = (event: object) => {
    written.length = 0
    drill.emit(event as DrillEvent)
    return written.join('')
  }
  return { drill, written, hints, clock, lineOf }
}

describe('the progress of a drill', () => {
  it('begins with what is rehearsed, and how to stop', () => {
    expect(progress().written.join('')).toBe('Drill: Sign-in first\nIt rehearses your plan. Stop it with Ctrl+C.\n')
    expect(progress(true).written.join('')).toContain('the example plan (src/continuity/example)')
  })

  it.each<readonly [object, string]>([
    [
      { kind: 'change', at: AT, changes: [{ surface: 'claude/login', fault: '500', probability: 1 }] },
      '22:05:00 UTC+1  > claude/login: 500\n',
    ],
    [
      {
        kind: 'change',
        at: AT,
        changes: [
          { surface: 'a', fault: '529', probability: 0.25 },
          { surface: 'b', probability: 0 },
        ],
      },
      '22:05:00 UTC+1  > a: 529 for 25.0 % of requests and b works again\n',
    ],
    [
      { kind: 'post', at: AT, status: 'investigating', text: 'Errors' },
      '22:05:00 UTC+1  - status page: investigating: Errors\n',
    ],
    [{ kind: 'alert', at: AT, headline: 'DRILL: down' }, '22:05:00 UTC+1  ! DRILL: down\n'],
    [
      { kind: 'verdict', verdict: { surface: 'claude/cli', state: 'down', slots: 2, at: AT } },
      '22:05:00 UTC+1  = claude/cli found down after 2 slots\n',
    ],
    [{ kind: 'skip', from: AT - 40 * MINUTE, to: AT }, '22:05:00 UTC+1  … 40 min left out\n'],
    [{ kind: 'phase', phase: 'faults', text: 'Playing 4 changes' }, 'Playing 4 changes\n'],
    [{ kind: 'slot', at: AT, failed: [], runs: 3 }, ''],
  ])('says in one line what happens: %j', (event, line) => {
    expect(progress().lineOf(event)).toBe(line)
  })

  it('says for how long it does what it does', () => {
    const { drill, hints, clock } = progress()
    drill.emit({ kind: 'slot', at: AT, failed: [{ surface: 'claude/cli', why: 'HTTP 529' }], runs: 1 })
    expect(hints.at(-1)).toBe('claude/cli failed, 0 ms')
    clock.advance(65_000)
    vi.advanceTimersByTime(1_000)
    expect(hints.at(-1)).toBe('claude/cli failed, 1 min 5 s')
    drill.emit({ kind: 'slot', at: AT, failed: [], runs: 1 })
    expect(hints.at(-1)).toBe('All runs passed, 1 min 5 s')
    drill.step('Writing the score card')
    expect(hints.at(-1)).toBe('Writing the score card, 1 min 5 s')
  })

  it('takes its line away at the end, and counts no more', () => {
    const { drill, hints } = progress()
    drill.end()
    drill.end()
    const count = hints.length
    vi.advanceTimersByTime(60_000)
    expect([hints.at(-1), hints.length]).toEqual(['', count])
  })
})
