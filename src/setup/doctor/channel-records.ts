import { existsSync } from 'node:fs'
import type { Clock, Log } from '../../core/index.ts'
import { openStore, openStoreReader } from '../../store/index.ts'
import type { ChannelCheckOptions } from './channels.ts'

/** Reads and stores the records of channels in the database; does nothing before the first start creates it. */
export function channelRecordsIn(options: {
  readonly path: string
  readonly clock: Clock
  readonly log: Log
  readonly lockWaitMs: number
}): Pick<ChannelCheckOptions, 'readRecords' | 'saveTest'> {
  const { path, clock, lockWaitMs } = options
  return {
    async readRecords() {
      if (!existsSync(path)) return undefined
      const store = await openStoreReader({ path, lockWaitMs })
      try {
        return { backlogs: await store.channelBacklogs(clock.now()), reach: await store.channelReach() }
      } finally {
        await store.close()
      }
    },
    async saveTest(test) {
      if (!existsSync(path)) return
      const store = await openStore({ ...options, mustExist: true, olderSchema: 'refuse' })
      await store.saveTest(test).finally(() => store.close())
    },
  }
}
