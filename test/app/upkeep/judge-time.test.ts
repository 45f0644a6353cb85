import { expect, it } from 'vitest'
import { startChores } from '../../../src/app/process/chores.ts'
import { systemTimer } from '../../../src/app/process/timers.ts'
import { judgeTimeChore } from '../../../src/app/upkeep/judge-time.ts'
import { SILENT, type Target } from '../../../src/core/index.ts'

it('stops between targets, however many are left', async () => {
  const judged: string[] = []
  let begun = () => {}
  const first = new Promise<void>((resolve) => {
    begun = resolve
  })
  const chore = judgeTimeChore({
    targets: Array.from({ length: 500 }, (_none, index): Target => ({ name: `t${index}`, title: `t${index}` })),
    policies: { refresh: async () => {} },
    pipeline: {
      judgeTime: async (target) => {
        judged.push(target)
        begun()
        await new Promise((resolve) => setTimeout(resolve, 5))
        return []
      },
    },
    worker: { silent: () => [] },
    emitAlerts: () => {},
  })
  const stop = startChores([{ ...chore, afterMs: 0 }], { clock: { now: () => 0 }, setTimer: systemTimer, log: SILENT })
  await first
  await stop()
  expect(judged.length).toBeLessThan(500)
  const atStop = judged.length
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(judged).toHaveLength(atStop)
})
