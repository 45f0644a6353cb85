import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DAY, SILENT } from '../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { openStore } from '../../src/store/index.ts'
import { launchBrowser } from '../support/browser.ts'
import { incidentsOf } from '../support/verdicts.ts'
import type { World } from '../support/world.ts'
import { seedYear } from '../support/year/seed-year.ts'
import { startYearDashboard } from '../support/year/year-dashboard.ts'

// Pictures of the real pages, light and dark, into dashboards/pictures/. The story always ends at the same moment, so that the
// pictures change only when the pages do.
const FOLDER = join(PACKAGE_ROOT, 'dashboards/pictures')
/** Monday 23 November 2026, 21:05 UTC. */
const NOW = Date.UTC(2026, 10, 23, 21, 5)
const VIEW = { width: 1_120, height: 840 }
const MOST_BYTES = 150_000

/** What is drawn: the address of each page by the name of its picture. */
function picturesOf(story: World): Readonly<Record<string, string>> {
  const longest = incidentsOf(story)
    .filter(({ impactAt, resolvedAt }) => resolvedAt !== undefined && impactAt > story.now - 28 * DAY)
    .filter(({ surfaces }) => surfaces.some(({ surface }) => surface === 'login'))
    .at(-1)
  return { front: '/?since=7d', incident: `/incidents/${longest?.name}`, month: '/months/2026-11', plan: '/plan' }
}

const scratch = mkdtempSync(join(tmpdir(), 'doorwatch-pictures-'))
const path = join(scratch, 'year.sqlite')
const { story } = await seedYear({
  path,
  now: NOW,
  rawDays: 30,
  open: true,
  progress: (text) => console.error(`${text} …`),
})
const store = await openStore({ path, log: SILENT, clock: { now: () => NOW } })
const dashboard = await startYearDashboard(store, story)
const browser = await launchBrowser()
mkdirSync(FOLDER, { recursive: true })
for (const [name, address] of Object.entries(picturesOf(story))) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport: VIEW, colorScheme })
    const answer = await page.goto(dashboard.url + address)
    if (answer?.status() !== 200) throw new Error(`${address} answers ${answer?.status()}`)
    await page.evaluate(() => document.fonts.ready)
    const file = join(FOLDER, `${name}-${colorScheme}.png`)
    await page.screenshot({ path: file, animations: 'disabled' })
    await page.close()
    const { size } = statSync(file)
    console.log(`${file}: ${Math.round(size / 1_000)} kB`)
    if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes; at most ${MOST_BYTES}`)
  }
}
await browser.close()
await dashboard.stop()
await store.close()
rmSync(scratch, { recursive: true, force: true })
