import { describe, expect, it } from 'vitest'
import { storageChore } from '../../../src/app/upkeep/storage-watch.ts'
import { type Alert, MINUTE, MonitorError, type Notice, SECOND } from '../../../src/core/index.ts'
import type { GuardedStore, StorageCondition } from '../../../src/store/index.ts'

const T0 = Date.UTC(2026, 10, 23, 21)
const FULL = new MonitorError('db_full', 'the disk is full', { hint: 'Free some space.' })
const OK: StorageCondition = { ok: true }

function failing(more: Partial<Extract<StorageCondition, { ok: false }>> = {}): StorageCondition {
  return { ok: false, since: T0, error: FULL, heldRuns: 0, droppedRuns: 0, ...more }
}

/** The chore over a database whose condition the test sets. `check` is what the database does when it is checked. */
function setUp() {
  let open: readonly Notice[] = []
  let condition = OK
  let check = () => {}
  const notices: Notice[] = []
  const written: StorageCondition[] = []
  const alerts: Alert[] = []
  const chore = storageChore({
    store: {
      condition: () => condition,
      check: async () => check(),
      openNotices: async () => open,
    } as Partial<GuardedStore> as GuardedStore,
    pipeline: {
      async note(notice) {
        notices.push(notice)
        open = notice.open ? [notice] : []
        return [{ headline: notice.text } as Alert]
      },
    },
    note: { write: (value) => void written.push(value), remove: () => {} },
    emitAlerts: (more) => void alerts.push(...more),
  })
  return {
    ...{ chore, notices, written, alerts },
    set(next: StorageCondition) {
      condition = next
    },
    onCheck(work: () => void) {
      check = work
    },
    at: (ms: number) => chore.work(T0 + ms),
  }
}

describe('the watch of the database', () => {
  it('writes the condition to the note of the worker at every check', async () => {
    const { set, at, written } = setUp()
    await at(0)
    set(failing())
    await at(2 * SECOND)
    expect(written).toEqual([OK, failing()])
  })

  it('opens a notice once the database failed for a minute, and no second one', async () => {
    const { set, at, notices, alerts } = setUp()
    set(failing())
    await at(MINUTE - 1)
    expect(notices).toEqual([])
    await at(MINUTE)
    await at(2 * MINUTE)
    expect(notices).toEqual([
      {
        ...{ key: 'monitor/storage', target: 'doorwatch', surface: '', probe: '', blame: 'ours', at: T0, open: true },
        failure: { class: 'storage', blame: 'ours', message: 'the disk is full' },
        text: 'the disk is full. Probing and alerting go on; results wait in memory. Free some space.',
      },
    ])
    expect(alerts).toHaveLength(1)
  })

  it('opens none for a lock that lasts a moment', async () => {
    const { set, at, notices } = setUp()
    set(failing())
    await at(30 * SECOND)
    set(OK)
    await at(2 * MINUTE)
    expect(notices).toEqual([])
  })

  it('closes the notice once results are written, with their number and the duration', async () => {
    const { set, onCheck, at, notices } = setUp()
    set(failing({ heldRuns: 12, droppedRuns: 3 }))
    await at(MINUTE)
    onCheck(() => set(OK))
    await at(5 * MINUTE)
    expect(notices.at(-1)).toMatchObject({ key: 'monitor/storage', open: false, at: T0 + 5 * MINUTE })
    expect(notices.at(-1)?.text).toBe(
      'The database can be written again after 5 min; 12 results were held in memory; 3 results did not fit in memory and are lost.',
    )
  })

  it('closes the notice of a worker that died before the database could be written', async () => {
    const { set, at, notices } = setUp()
    set(failing())
    await at(MINUTE)
    set(OK)
    await at(2 * MINUTE)
    expect(notices.at(-1)).toMatchObject({ open: false, text: 'The database can be written.' })
  })

  it('keeps a long error of the database out of the notice’s failure', async () => {
    const { set, at, notices } = setUp()
    set(failing({ error: new MonitorError('db_io', 'x'.repeat(5_000)) }))
    await at(MINUTE)
    expect(notices[0]?.failure.message).toHaveLength(200)
  })
})
