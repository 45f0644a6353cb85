import { setMaxListeners } from 'node:events'
import type { Recorded, RunJoin } from '../../src/app/worker/run-join.ts'
import type { Clock, RunRequest, RunResult, SkippedSlot } from '../../src/core/index.ts'
import type { Engine } from '../../src/run/index.ts'

type Verdict = Pick<RunResult, 'outcome'> & { readonly confirm: boolean }

/** An engine whose runs end when the test says so, and a join that keeps in memory what a store would. */
interface HandAnswers {
  readonly engine: Pick<Engine, 'run'>
  readonly join: RunJoin
  /** Runs that claimed their slot, in order, and when each one started (epoch ms). */
  readonly requests: readonly RunRequest[]
  readonly startedAt: readonly number[]
  readonly recorded: readonly RunResult[]
  readonly skipped: readonly SkippedSlot[]
  /** Ends the newest run of a probe. */
  answer(probe: string, outcome: RunResult['outcome'], confirm?: boolean): Promise<void>
  /** Skipped slots are not stored until the function it returns is called. */
  holdSkips(): () => void
  /** What `record` throws from now on; undefined for nothing. */
  failRecording(error: Error | undefined): void
}

export function createHandAnswers(clock: Clock): HandAnswers {
  const requests: RunRequest[] = []
  const startedAt: number[] = []
  const recorded: RunResult[] = []
  const skipped: SkippedSlot[] = []
  const taken = new Set<string>()
  const confirms = new Map<RunResult, boolean>()
  const answers = new Map<string, (verdict: Verdict) => void>()
  let holding: Promise<void> | undefined
  let failure: Error | undefined
  const engine: Pick<Engine, 'run'> = {
    run: (request, signal) =>
      new Promise((resolve) => {
        const { evidence: _, ...slot } = request
        const end = ({ outcome, confirm }: Verdict) => {
          const result: RunResult = { ...slot, startedAt: clock.now(), durationMs: 5, outcome, steps: [] }
          confirms.set(result, confirm)
          resolve(result)
        }
        answers.set(request.probe, end)
        // A thousand runs may wait on the signal of one stop.
        if (signal) setMaxListeners(0, signal)
        signal?.addEventListener('abort', () => end({ outcome: 'error', confirm: false }))
      }),
  }
  const join: RunJoin = {
    async claim(request) {
      const slot = `${request.probe} ${request.trigger} ${request.scheduledAt}`
      if (taken.has(slot)) return undefined
      taken.add(slot)
      requests.push(request)
      startedAt.push(clock.now())
      return { id: requests.length, request }
    },
    async record(_claim, result): Promise<Recorded> {
      if (failure) throw failure
      recorded.push(result)
      const { outcome } = result
      const confirm = confirms.get(result) === true
      return { result, verdict: { outcome, confirm, transitions: [], notices: [] }, alerts: [] }
    },
    abandon: async () => {},
    async skip(slots) {
      skipped.push(...slots)
      await holding
    },
  }
  return {
    ...{ engine, join, requests, startedAt, recorded, skipped },
    async answer(probe, outcome, confirm = false) {
      answers.get(probe)?.({ outcome, confirm })
      await new Promise((resolve) => setImmediate(resolve))
    },
    holdSkips() {
      let release = () => {}
      holding = new Promise((resolve) => {
        release = resolve
      })
      return release
    },
    failRecording: (error) => {
      failure = error
    },
  }
}
