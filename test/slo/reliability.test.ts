import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, type State, type Transition } from '../../src/core/index.ts'
import { reliabilityOf, troubleSpans } from '../../src/slo/index.ts'

const NONE = { reasons: [], runs: [], numbers: {} }

function change(at: number, from: State, to: State, since = at, cause?: 'server_error' | 'timeout'): Transition {
  const failure = cause ? { failure: { class: cause, blame: 'provider', message: cause } as const } : {}
  return { target: 't', surface: 'login', at: at * MINUTE, from, to, since: since * MINUTE, evidence: NONE, ...failure }
}

const HISTORY = [
  change(0, 'unknown', 'operational'),
  change(11, 'operational', 'down', 10, 'server_error'),
  change(33, 'down', 'operational', 30),
  change(92, 'operational', 'degraded', 90, 'timeout'),
  change(95, 'degraded', 'down'),
  change(112, 'down', 'operational', 110),
]

describe('stretches of trouble', () => {
  it('begin with the impact and end with the first good run', () => {
    expect(troubleSpans(HISTORY)).toEqual([
      {
        target: 't',
        surface: 'login',
        impactAt: 10 * MINUTE,
        declaredAt: 11 * MINUTE,
        endedAt: 30 * MINUTE,
        brokenMs: 20 * MINUTE,
        cause: 'server_error',
      },
      {
        target: 't',
        surface: 'login',
        impactAt: 90 * MINUTE,
        declaredAt: 92 * MINUTE,
        endedAt: 110 * MINUTE,
        brokenMs: 20 * MINUTE,
        cause: 'timeout',
      },
    ])
  })

  it('last while nothing is measured, and end with a maintenance', () => {
    const [span] = troubleSpans([...HISTORY.slice(0, 2), change(20, 'down', 'unknown'), change(25, 'unknown', 'down')])
    expect(span?.endedAt).toBeUndefined()
    expect(troubleSpans([...HISTORY.slice(0, 2), change(20, 'down', 'maintenance')])[0]?.endedAt).toBe(20 * MINUTE)
  })
})

describe('reliability', () => {
  const range = { from: 0, to: 3 * HOUR }

  it('is given for all causes together and for each of them', () => {
    const rows = reliabilityOf(troubleSpans(HISTORY), range)
    expect(rows).toMatchObject([
      { troubles: 2, mttdMs: 1.5 * MINUTE, mttrMs: 20 * MINUTE, mtbfMs: 60 * MINUTE, troubleMs: 40 * MINUTE },
      { cause: 'server_error', troubles: 1, mttdMs: MINUTE, mttrMs: 20 * MINUTE },
      { cause: 'timeout', troubles: 1, mttdMs: 2 * MINUTE },
    ])
    expect(rows[0]?.cause).toBeUndefined()
    expect(rows[1]?.mtbfMs).toBeUndefined()
  })

  it('counts no time to repair in which nothing was measured', () => {
    const overnight = [
      ...HISTORY.slice(0, 2),
      change(70, 'down', 'unknown'),
      change(1_270, 'unknown', 'down', 10),
      change(1_282, 'down', 'operational', 1_280),
    ]
    const [row] = reliabilityOf(troubleSpans(overnight), { from: 0, to: 24 * HOUR })
    expect(row).toMatchObject({ troubles: 1, mttrMs: 70 * MINUTE })
  })

  it('does not count the repair of trouble that goes on', () => {
    const [row] = reliabilityOf(troubleSpans(HISTORY.slice(0, 2)), range)
    expect(row).toMatchObject({ troubles: 1, troubleMs: 3 * HOUR - 10 * MINUTE })
    expect(row?.mttrMs).toBeUndefined()
  })
})
