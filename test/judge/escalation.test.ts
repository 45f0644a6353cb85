import { expect, it } from 'vitest'
import { SECOND, type Transition } from '../../src/core/index.ts'
import { createPolicy, emptyMemory, judge } from '../../src/judge/index.ts'

const policy = createPolicy({ falseAlarmDays: 1 })
const HTTP_500 = { class: 'server_error', blame: 'provider', message: 'HTTP 500', step: 'submit' } as const

it('calls a surface down that is slow first and then fails, with the reason of the failure', () => {
  let memory = emptyMemory({ name: 's', probes: [{ surface: 'login', probe: 'login', everyMs: 10 * SECOND }] })
  let at = Date.UTC(2026, 2, 2, 8, 0, 0)
  const seen: Transition[] = []
  const run = (ms: number, failed: boolean, trigger: 'schedule' | 'confirm' = 'schedule'): void => {
    const judgement = judge(
      memory,
      {
        target: 's',
        surface: 'login',
        probe: 'login',
        location: 'here',
        trigger,
        startedAt: at,
        durationMs: ms,
        outcome: failed ? 'failed' : 'passed',
        steps: [{ name: 'open', outcome: 'passed', durationMs: ms, measures: {} }],
        ...(failed ? { failure: HTTP_500 } : {}),
      },
      policy,
      at + ms,
    )
    memory = judgement.memory
    seen.push(...judgement.verdict.transitions)
    at += SECOND
    if (judgement.verdict.confirm) run(ms, failed, 'confirm')
  }
  const rounds = (count: number, ms: number, failed: boolean) => {
    for (let round = 0; round < count; round += 1) {
      run(ms, failed)
      at += 9 * SECOND
    }
  }
  rounds(20, 150, false)
  rounds(3, 3_150, false)
  rounds(6, 150, true)
  expect(seen.map(({ from, to }) => `${from} to ${to}`)).toEqual([
    'unknown to operational',
    'operational to degraded',
    'degraded to down',
  ])
  expect(seen.at(-1)?.failure).toMatchObject({ class: 'server_error', step: 'submit' })
})
