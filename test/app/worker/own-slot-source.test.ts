import { describe, expect, it } from 'vitest'
import { createActiveTime } from '../../../src/app/worker/active-time.ts'
import type { SlotReceiver, SlotSource } from '../../../src/app/worker/slot-source.ts'
import { createWorker } from '../../../src/app/worker/worker.ts'
import type { WorkerEvent } from '../../../src/app/worker/worker-event.ts'
import { MINUTE, type ProbePlan, SECOND, SILENT, type SkippedSlot } from '../../../src/core/index.ts'
import { createHandAnswers } from '../../support/hand-answers.ts'
import { createMachine } from '../../support/machine.ts'

const T0 = Date.UTC(2026, 2, 2, 11, 0, 0)

const plan: ProbePlan = {
  ...{ target: 't', surface: 'login', probe: 'login', kind: 'api', timeoutMs: 1, file: 'f' },
  cadence: { every: MINUTE },
}

/** A source that gives a slot whenever the test hands one over, as a queue would. */
function createQueueSource() {
  let receiver: SlotReceiver | undefined
  let isStopped = false
  const source: SlotSource = {
    start: async (to) => {
      receiver = to
    },
    nextSlot: () => undefined,
    stop: () => {
      isStopped = true
    },
  }
  return {
    source,
    isStopped: () => isStopped,
    hand: (scheduledAt: number) => receiver?.due({ plan, scheduledAt, gapMs: MINUTE, mayBeTaken: false }),
    miss: (slots: readonly SkippedSlot[]) => receiver?.missed(slots),
  }
}

function setUp() {
  const machine = createMachine(T0)
  const { clock, setTimer } = machine
  const runs = createHandAnswers(clock)
  const queue = createQueueSource()
  const events: WorkerEvent[] = []
  const worker = createWorker({
    ...{ source: queue.source, activeTime: createActiveTime(clock, setTimer), clock, setTimer, log: SILENT },
    ...{ engine: runs.engine, join: runs.join, location: 'here', pacing: { mayRunMore: () => true } },
    confirmAfterMs: () => 10 * SECOND,
    emit: (event) => void events.push(event),
  })
  return { ...runs, queue, worker, events, pass: machine.pass, machine }
}

describe('a worker whose slots come from elsewhere', () => {
  it('runs each slot when it comes, and confirms its failures', async () => {
    const { queue, worker, pass, answer, requests } = setUp()
    await worker.start()
    await pass(5 * MINUTE)
    expect(requests).toEqual([])
    queue.hand(T0 + 5 * MINUTE)
    await pass(0)
    await answer('login', 'failed', true)
    await pass(11 * SECOND)
    expect(requests.map(({ trigger, scheduledAt }) => [trigger, scheduledAt - T0])).toEqual([
      ['schedule', 5 * MINUTE],
      ['confirm', 5 * MINUTE + 10 * SECOND],
    ])
  })

  it('stores the slots that the source missed, and skips one that comes while the probe runs', async () => {
    const { queue, worker, pass, skipped, events } = setUp()
    await worker.start()
    const slot = { target: 't', surface: 'login', probe: 'login', location: 'here', trigger: 'schedule' } as const
    await queue.miss([{ ...slot, scheduledAt: T0 - MINUTE, noticedAt: T0, reason: 'missed', count: 1, until: T0 }])
    queue.hand(T0)
    await pass(MINUTE)
    queue.hand(T0 + MINUTE)
    expect(skipped.map(({ reason, scheduledAt }) => [reason, scheduledAt - T0])).toEqual([
      ['missed', -MINUTE],
      ['overlap', MINUTE],
    ])
    expect(events.map(({ type }) => type)).toEqual(['skipped', 'started', 'skipped'])
  })

  it('calls a probe silent whose slot brought no report, by active time', async () => {
    const { queue, worker, pass, machine } = setUp()
    await worker.start()
    queue.hand(T0)
    await pass(30 * SECOND)
    machine.sleep(8 * 60 * MINUTE)
    await pass(29 * SECOND)
    expect(worker.silent()).toEqual([])
    await pass(3 * SECOND)
    expect(worker.silent()).toMatchObject([{ probe: 'login', cause: expect.stringContaining('has not ended') }])
  })

  it('stops its source and records what runs as interrupted', async () => {
    const { queue, worker, pass, recorded } = setUp()
    await worker.start()
    queue.hand(T0)
    await pass(SECOND)
    await worker.stop()
    expect(queue.isStopped()).toBe(true)
    expect(recorded).toMatchObject([{ probe: 'login', outcome: 'error' }])
  })
})
