import { type Alert, formatDuration, MINUTE, type Notice, SECOND } from '../../core/index.ts'
import type { GuardedStore, StorageCondition } from '../../store/index.ts'
import type { Chore } from '../process/chores.ts'
import type { Pipeline } from '../worker/pipeline.ts'
import type { NoteKeeper } from './worker-note.ts'

const CHECK_EVERY_MS = 2 * SECOND
/** The owner gets a notice after this long; a backup may lock the database for a moment. */
const NOTICE_AFTER_MS = MINUTE
const NOTICE_KEY = 'monitor/storage'

interface StorageWatchDeps {
  readonly store: GuardedStore
  readonly pipeline: Pick<Pipeline, 'note'>
  readonly note: NoteKeeper
  readonly emitAlerts: (alerts: readonly Alert[]) => void
}

/** Writes results held in memory to the database, and notifies the owner while it cannot be written. */
export function storageChore({ store, pipeline, note, emitAlerts }: StorageWatchDeps): Chore {
  return {
    name: 'checking the database',
    everyMs: CHECK_EVERY_MS,
    afterMs: CHECK_EVERY_MS,
    async work(now) {
      const before = store.condition()
      await store.check()
      const condition = store.condition()
      note.write(condition)
      const open = (await store.openNotices()).find(({ key }) => key === NOTICE_KEY)
      if (condition.ok) {
        if (open) emitAlerts(await pipeline.note({ ...open, at: now, open: false, text: recoveredText(before, now) }))
      } else if (!open && now - condition.since >= NOTICE_AFTER_MS) emitAlerts(await pipeline.note(noticeOf(condition)))
    },
  }
}

function noticeOf({ since, error }: Extract<StorageCondition, { ok: false }>): Notice {
  return {
    key: NOTICE_KEY,
    target: 'doorwatch',
    surface: '',
    probe: '',
    blame: 'ours',
    at: since,
    open: true,
    failure: { class: 'storage', blame: 'ours', message: error.message.slice(0, 200) },
    text: `${error.message}. Probing and alerting go on; results wait in memory. ${error.hint ?? ''}`.trim(),
  }
}

function recoveredText(before: StorageCondition, now: number): string {
  if (before.ok) return 'The database can be written.'
  const dropped = before.droppedRuns > 0 ? `; ${before.droppedRuns} results did not fit in memory and are lost` : ''
  const lasted = formatDuration(now - before.since)
  return `The database can be written again after ${lasted}; ${before.heldRuns} results were held in memory${dropped}.`
}
