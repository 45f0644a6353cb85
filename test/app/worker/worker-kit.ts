import { createActiveTime } from '../../../src/app/worker/active-time.ts'
import { createAgendaSource, type LastSlots } from '../../../src/app/worker/agenda-source.ts'
import { createWorker } from '../../../src/app/worker/worker.ts'
import type { WorkerEvent } from '../../../src/app/worker/worker-event.ts'
import { type Cadence, MINUTE, type ProbePlan, SILENT } from '../../../src/core/index.ts'
import type { Pacing } from '../../../src/schedule/pacing.ts'
import { createHandAnswers } from '../../support/hand-answers.ts'
import { createMachine } from '../../support/machine.ts'

/** The start of every test, epoch ms. */
export const T0 = Date.UTC(2026, 2, 2, 11, 0, 0)

/** An API probe of the target `t`, every minute by default. */
export function plan(probe: string, cadence: Cadence = { every: MINUTE }): ProbePlan {
  return { target: 't', surface: probe, probe, kind: 'api', cadence, timeoutMs: 1, file: 'f' }
}

/** No budget limits the runs. */
export const UNLIMITED: Pacing = { spacing: () => undefined, mayRunMore: () => true }

/** A worker over the agenda and a join that the test answers by hand, on a machine whose clocks the test moves. */
export function setUp(plans: readonly ProbePlan[], pacing: Pacing = UNLIMITED) {
  const machine = createMachine(T0)
  const { clock, setTimer } = machine
  const runs = createHandAnswers(clock)
  const events: WorkerEvent[] = []
  const activeTime = createActiveTime(clock, setTimer)
  let last: LastSlots = { slots: new Map(), runs: new Map() }
  const source = createAgendaSource({
    ...{ plans, pacing, activeTime, clock, setTimer, log: SILENT, location: 'here' },
    readLast: async () => last,
  })
  const worker = createWorker({
    ...{ source, activeTime, pacing, clock, setTimer, log: SILENT, location: 'here' },
    ...{ engine: runs.engine, join: runs.join },
    confirmAfterMs: () => 10_000,
    emit: (event) => void events.push(event),
  })
  /** Lets time pass while every run passes within half a second. */
  async function healthy(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 500) {
      await machine.pass(Math.min(500, ms - passed))
      for (const { plan: running } of worker.running()) await runs.answer(running.probe, 'passed')
    }
  }
  return {
    ...{ ...runs, worker, source, machine, healthy, events, pass: machine.pass },
    /** Starts the worker; `slots` and `runs` as they were stored before. */
    begin(slots: LastSlots['slots'] = new Map(), lastRuns: LastSlots['runs'] = slots): void {
      last = { slots, runs: lastRuns }
      void worker.start()
    },
    runs: () => runs.requests.map(({ probe, trigger }) => `${probe} ${trigger}`),
  }
}
