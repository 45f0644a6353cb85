import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { drillsFolder, runningDrill } from './drills-folder.ts'

/** A drill that ended without a score: it was killed, or it broke down. */
export interface UnscoredDrill {
  readonly id: string
  readonly scenario: string
  /** When it began, epoch ms. */
  readonly begunAt: number
  readonly status: 'interrupted'
}

/** The drills among the kept folders that began to play and have no score card, oldest first; the running one is not among them. */
export function unscoredDrills(stateDir: string): readonly UnscoredDrill[] {
  const folder = drillsFolder(stateDir)
  if (!existsSync(folder)) return []
  const running = runningDrill(stateDir)?.id
  return readdirSync(folder)
    .filter((id) => id !== running && hasPlayed(join(folder, id)) && !existsSync(join(folder, id, 'drill.json')))
    .toSorted()
    .flatMap((id) => unscoredOf(id) ?? [])
}

/** A drill that ends before its sandboxes run, as without a browser, has no database. */
function hasPlayed(folder: string): boolean {
  return existsSync(join(folder, 'drill.db'))
}

/** Undefined for a folder that has not the name of a drill: see `drillId`. */
function unscoredOf(id: string): UnscoredDrill | undefined {
  const [, date, hour, minute, second, scenario] = /^(\d{8})-(\d\d)(\d\d)(\d\d)-(.+)$/.exec(id) ?? []
  if (date === undefined || scenario === undefined) return undefined
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`
  const begunAt = Date.parse(`${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(begunAt) ? undefined : { id, scenario, begunAt, status: 'interrupted' }
}
