import BetterSqlite from 'better-sqlite3'
import { DAY, SILENT } from '../../../src/core/index.ts'
import { openStore } from '../../../src/store/index.ts'
import type { World } from '../world.ts'
import { insertRecords } from './insert-records.ts'
import { insertRuns, repeatSums } from './insert-runs.ts'
import { storyOfYear } from './story.ts'

/** Sums of these days stand for the months before as well. */
const SUMMED_DAYS = 30
/** One run in two thousand fails and leads to nothing. */
const BLIPS = 0.000_5

interface SeedOptions {
  /** The file to create. */
  readonly path: string
  /** Epoch ms. */
  readonly now: number
  /** Runs of so many days are kept; older ones are left as sums. */
  readonly rawDays: number
  /** Whether sign-in is down at the end. */
  readonly open: boolean
  /** Shows what is written. Default: nothing is shown. */
  readonly progress?: (text: string) => void
}

export interface SeededYear {
  readonly story: World
  readonly runs: number
}

/** Creates a database with a year of one-minute runs over five surfaces of five steps, as the product would have left it. */
export async function seedYear({ path, now, rawDays, open, progress = () => {} }: SeedOptions): Promise<SeededYear> {
  const story = storyOfYear(now, { open })
  const startOf = (days: number) => Math.max(story.from, Math.floor((now - days * DAY) / DAY) * DAY)
  const [rawFrom, summedFrom] = [startOf(rawDays), startOf(SUMMED_DAYS)]
  const openAt = () => openStore({ path, log: SILENT, clock: { now: () => now } })
  await (await openAt()).close()
  const database = new BetterSqlite(path)
  progress(`inserting the runs of ${rawDays} days`)
  const runs = insertRuns(database, {
    ...{ target: story.target, location: 'office', probes: story.probes, everyMs: story.everyMs },
    ...{ from: rawFrom, to: now, dueFrom: summedFrom, troubles: story.troubles, blips: BLIPS },
  })
  database.close()
  const store = await openAt()
  progress(`summing up ${SUMMED_DAYS} days`)
  await store.rollUp(now)
  await insertRecords(store, story)
  await store.close()
  fillMonthsBefore(path, { from: story.from, summedFrom, rawFrom })
  return { story, runs }
}

function fillMonthsBefore(
  path: string,
  times: { readonly from: number; readonly summedFrom: number; readonly rawFrom: number },
): void {
  const { from, summedFrom, rawFrom } = times
  const database = new BetterSqlite(path)
  repeatSums(database, { from: summedFrom, stepMs: SUMMED_DAYS * DAY, times: 12 })
  if (rawFrom > from) database.prepare("INSERT INTO pruned (what, before_at) VALUES ('runs', ?)").run(rawFrom)
  database.close()
}
