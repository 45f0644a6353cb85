import { cell, quantile, verdict } from '../numbers.ts'
import type { Setting } from './setting.ts'

const DOORS = ['login', 'chat', 'console', 'cli', 'api']
const EVERY_MS = 10_000
const ROUNDS = 3

/** Every door hangs at once: does each probe still start when it is due? */
export async function measureOutage(setting: Setting): Promise<void> {
  // Sessions are there before the outage, as they would be.
  for (const door of DOORS) await setting.run('sandbox', door)
  for (const door of DOORS) await fault(setting, 'PUT', door)
  const lags: number[] = []
  const outcomes = new Map<string, number>()
  const runs: Promise<void>[] = []
  const begun = Date.now() + 200
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, door] of DOORS.entries()) {
      const scheduledAt = begun + round * EVERY_MS + (index * EVERY_MS) / DOORS.length
      runs.push(
        sleepUntil(scheduledAt).then(async () => {
          const result = await setting.engine.run({
            target: 'sandbox',
            surface: door,
            probe: door,
            location: 'bench',
            trigger: 'schedule',
            scheduledAt,
            evidence: false,
          })
          lags.push(result.startedAt - scheduledAt)
          const seen = `${result.outcome}/${result.failure?.class ?? '-'}`
          outcomes.set(seen, (outcomes.get(seen) ?? 0) + 1)
        }),
      )
    }
  }
  await Promise.all(runs)
  for (const door of DOORS) await fault(setting, 'DELETE', door)
  console.log(`\nEvery door hangs, each probed every ${EVERY_MS / 1_000} s: time between slot and start (ms)`)
  const p99 = quantile(lags, 0.99)
  console.log(`  ${lags.length} runs  median${cell(quantile(lags, 0.5), 0, 6)}  p99${cell(p99, 0, 6)}`)
  console.log(`  outcomes: ${[...outcomes].map(([seen, count]) => `${seen} ×${count}`).join(', ')}`)
  console.log(verdict('lag', `p99 ${p99.toFixed(0)} ms`, 'under 1 s', p99 < 1_000))
}

async function fault(setting: Setting, method: string, door: string): Promise<void> {
  const body = method === 'PUT' ? { body: JSON.stringify({ fault: 'hang' }) } : {}
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${setting.urls.control}/faults/${door}`, { method, headers, ...body })
  if (!answer.ok) throw new Error(`the sandbox did not take the fault: ${await answer.text()}`)
}

function sleepUntil(at: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, at - Date.now()))
}
