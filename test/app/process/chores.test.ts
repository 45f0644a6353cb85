import { describe, expect, it } from 'vitest'
import { type Chore, startChores } from '../../../src/app/process/chores.ts'
import { SECOND, SILENT } from '../../../src/core/index.ts'
import { createMachine } from '../../support/machine.ts'

function setUp(work: Chore['work']) {
  const machine = createMachine(0)
  const errors: string[] = []
  const log = { ...SILENT, error: (event: string) => void errors.push(event) }
  const chore = { name: 'pruning', everyMs: 10 * SECOND, afterMs: SECOND, work }
  const stop = startChores([chore], { clock: machine.clock, setTimer: machine.setTimer, log })
  return { pass: machine.pass, stop, errors }
}

describe('a chore', () => {
  it('begins after its first wait and then comes at its interval', async () => {
    const times: number[] = []
    const { pass } = setUp(async (now) => void times.push(now))
    await pass(25 * SECOND)
    expect(times).toEqual([SECOND, 11 * SECOND, 21 * SECOND])
  })

  it('never overlaps itself', async () => {
    let starts = 0
    let end = () => {}
    const { pass } = setUp(() => {
      starts += 1
      return new Promise<void>((resolve) => {
        end = resolve
      })
    })
    await pass(35 * SECOND)
    expect(starts).toBe(1)
    end()
    await pass(10 * SECOND)
    expect(starts).toBe(2)
  })

  it.each([
    ['rejects', () => Promise.reject(new Error('no'))],
    [
      'throws',
      () => {
        throw new Error('no')
      },
    ],
  ])('that %s is logged and comes again', async (_how, work) => {
    const { pass, errors } = setUp(work)
    await pass(12 * SECOND)
    expect(errors).toEqual(['pruning failed', 'pruning failed'])
  })

  it('in progress gets the abort signal, and the stop waits for it', async () => {
    const order: string[] = []
    const { pass, stop } = setUp(async (_now, stopping) => {
      await new Promise((resolve) => stopping?.addEventListener('abort', resolve))
      order.push('ended')
    })
    await pass(2 * SECOND)
    await stop()
    order.push('stopped')
    await pass(60 * SECOND)
    expect(order).toEqual(['ended', 'stopped'])
  })
})
