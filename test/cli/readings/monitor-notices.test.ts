import { describe, expect, it, onTestFinished } from 'vitest'
import { createDeadManState } from '../../../src/app/upkeep/dead-man-state.ts'
import { createWorkerNote } from '../../../src/app/upkeep/worker-note.ts'
import { monitorNotices, noticeJson, noticeText } from '../../../src/cli/readings/monitor-notices.ts'
import { MINUTE, SILENT } from '../../../src/core/index.ts'
import { load, wrap } from '../../config/kit.ts'
import { newFolder } from '../../support/folder.ts'

const NOW = Date.UTC(2026, 10, 23, 9)

/** A configuration whose worker runs in this process, and the note of that worker. */
async function workerWith(alerts: string) {
  const environment = { DEAD_MAN_URL: 'https://hc.example.org/ping/1' }
  const config = { ...(await load(wrap(`{ alerts: ${alerts} }`), environment)), stateDir: newFolder('notices') }
  const deadMan = createDeadManState()
  const note = createWorkerNote({
    ...{ stateDir: config.stateDir, log: SILENT, clock: { uptime: () => MINUTE }, deadMan },
  })
  onTestFinished(() => note.remove())
  const fail = (why: string | undefined) => {
    deadMan.set(why === undefined ? undefined : { since: NOW - 5 * MINUTE, why })
    note.write({ ok: true })
  }
  return { fail, notices: () => monitorNotices(config, NOW, 'database') }
}

describe('what status shows of a dead-man switch that is not pinged', () => {
  it('is since when, why and what to do, without the address, until it is pinged again', async () => {
    const { fail, notices } = await workerWith(`{ deadMan: { url: env('DEAD_MAN_URL') } }`)
    expect(notices()).toEqual([])
    fail('it answered HTTP 404')
    expect(notices().map(noticeText)).toEqual([
      'The dead-man switch has not been pinged for 5 min: it answered HTTP 404. It alerts when its grace time is over. Fix the cause. Where the switch itself answers wrongly or not at all, check its address in DEAD_MAN_URL.\n',
    ])
    expect(notices().map(noticeJson)).toMatchObject([{ kind: 'deadMan', since: '2026-11-23T08:55:00.000Z' }])
    fail(undefined)
    expect(notices()).toEqual([])
  })

  it('is nothing where the configuration no longer has one', async () => {
    const { fail, notices } = await workerWith('{}')
    fail('it answered HTTP 404')
    expect(notices()).toEqual([])
  })
})
