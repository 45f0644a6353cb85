import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const FETCHES = 2_000
const AT_ONCE = 10
const SYNC_FOR_MS = 1_000

/** CPU of this process for one plain `fetch` of the service, ms. */
export async function fetchCost(url: string): Promise<number> {
  const begun = process.cpuUsage()
  let remaining = FETCHES
  const fetchNext = async () => {
    for (; remaining > 0; remaining -= 1) await (await fetch(url)).text()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, fetchNext))
  const { user, system } = process.cpuUsage(begun)
  return (user + system) / 1_000 / FETCHES
}

/** How often a second the disk under a folder syncs a page that was appended. */
export function syncsPerSecond(folder: string): number {
  const file = openSync(join(folder, 'syncs'), 'w')
  const page = Buffer.alloc(4_096, 1)
  const begun = performance.now()
  let syncs = 0
  for (; performance.now() - begun < SYNC_FOR_MS; syncs += 1) {
    writeSync(file, page)
    fsyncSync(file)
  }
  closeSync(file)
  return (syncs * 1_000) / (performance.now() - begun)
}
