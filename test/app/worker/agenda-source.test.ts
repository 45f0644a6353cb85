import { describe, expect, it } from 'vitest'
import { createActiveTime } from '../../../src/app/worker/active-time.ts'
import { createAgendaSource, type LastSlots } from '../../../src/app/worker/agenda-source.ts'
import type { Slot } from '../../../src/app/worker/slot-source.ts'
import { HOUR, MINUTE, type ProbePlan, SECOND, SILENT, type SkippedSlot } from '../../../src/core/index.ts'
import { createMachine } from '../../support/machine.ts'

const T0 = Date.UTC(2026, 2, 2, 11, 0, 0)
const ID = 't/login'

const login: ProbePlan = {
  ...{ target: 't', surface: 'login', probe: 'login', kind: 'api', timeoutMs: 1, file: 'f' },
  cadence: { every: MINUTE },
}

/** The source alone: what it gives is kept, nothing is run. */
function setUp(slots: LastSlots['slots'] = new Map(), spacing?: number) {
  const machine = createMachine(T0)
  const { clock, setTimer } = machine
  const activeTime = createActiveTime(clock, setTimer)
  const due: Slot[] = []
  const missed: SkippedSlot[] = []
  const source = createAgendaSource({
    ...{ plans: [login], activeTime, clock, setTimer, log: SILENT, location: 'here' },
    pacing: { spacing: () => spacing, mayRunMore: () => true },
    readLast: async () => ({ slots, runs: slots }),
  })
  const receiver = {
    due: (slot: Slot) => void due.push(slot),
    missed: async (more: readonly SkippedSlot[]) => void missed.push(...more),
  }
  return { machine, source, due, missed, start: () => source.start(receiver), pass: machine.pass }
}

describe('the agenda as a source of slots', () => {
  it('gives a first slot at the start and then one per interval, with the time to the next', async () => {
    const { start, pass, due, missed } = setUp()
    await start()
    await pass(2 * MINUTE)
    expect(due.map(({ scheduledAt, gapMs }) => [scheduledAt - T0, gapMs])).toEqual([
      [0, MINUTE],
      [MINUTE, MINUTE],
      [2 * MINUTE, MINUTE],
    ])
    expect(missed).toEqual([])
  })

  it('has no next slot before its start, and one after it', async () => {
    const { start, pass, source } = setUp()
    expect(source.nextSlot(login)).toBeUndefined()
    await start()
    await pass(SECOND)
    expect(source.nextSlot(login)).toBe(T0 + MINUTE)
  })

  it('gives the slots since the last one as missed, once, before it gives a newer one', async () => {
    const { start, pass, missed } = setUp(new Map([[ID, T0 - HOUR]]))
    await start()
    expect(missed).toMatchObject([{ reason: 'missed', count: 60, until: T0, noticedAt: T0 }])
    await pass(10 * MINUTE)
    expect(missed).toHaveLength(1)
  })

  it('allows as long a gap as the spacing of the budget', async () => {
    const { start, pass, due } = setUp(new Map(), 5 * MINUTE)
    await start()
    await pass(SECOND)
    expect(due.map(({ gapMs }) => gapMs)).toEqual([5 * MINUTE])
  })

  it('marks slots of a time that the clock was set back to as possibly taken, until that time is over', async () => {
    const { machine, start, pass, due } = setUp()
    await start()
    await pass(10 * MINUTE)
    machine.setClock(-2 * MINUTE)
    due.length = 0
    await pass(4 * MINUTE)
    expect(due.map(({ mayBeTaken }) => mayBeTaken)).toEqual([true, true, false, false])
  })

  it('gives the slots of a sleep as missed for that reason, and none of them as due', async () => {
    const { machine, start, pass, due, missed } = setUp()
    await start()
    await pass(SECOND)
    machine.sleep(HOUR)
    due.length = 0
    await pass(2 * SECOND)
    expect(missed).toMatchObject([{ reason: 'suspended', count: 60 }])
    expect(due).toEqual([])
  })

  it('gives nothing after its stop', async () => {
    const { start, pass, source, due } = setUp()
    await start()
    await pass(SECOND)
    source.stop()
    await pass(HOUR)
    expect(due).toHaveLength(1)
  })
})
