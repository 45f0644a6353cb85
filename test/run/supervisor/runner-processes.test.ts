import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { untilGone } from '../../support/product.ts'
import { type Kit, siteTarget, startKit, tempFolder, writeProbes } from '../engine-kit.ts'
import { useSite } from '../fixture-site.ts'

const folder = tempFolder()
const site = useSite({})
const HELLO =
  "await step('open', () => page.goto(target.console.url)); await expect(page.locator('h1')).toHaveText('Hello')"
const files = writeProbes(folder, {
  calm: HELLO,
  patient: `await step('dwell', () => page.waitForTimeout(3_000)); ${HELLO}`,
  environment: `import { browserProbe, expect } from 'doorwatch/probe'
export default browserProbe({ name: 'environment', surface: 'console', every: '1m', timeout: '8s' }, async ({ step }) => {
  await step('look', () => expect(Object.keys(process.env).sort().join()).toBe('HOME,LANG,PATH,TMPDIR'))
})`,
})

const kits: Kit[] = []
async function start(more: Parameters<typeof startKit>[0]['more'] = {}): Promise<Kit> {
  const kit = await startKit({ folder, files, targets: [siteTarget(site().url)], more })
  kits.push(kit)
  return kit
}
afterEach(async () => {
  await Promise.all(kits.splice(0).map((kit) => kit.engine.stop()))
})

describe('a runner that has run enough', () => {
  it('is replaced by a new one, and ends only after its last run', async () => {
    const kit = await start({ recycle: { runs: 2 } })
    const { runner: first = 0 } = kit.engine.health()
    await kit.run('calm')
    const patient = kit.run('patient')
    await kit.run('calm')
    await expect.poll(() => kit.engine.health().recycled).toBe(1)
    const { runner: second = 0 } = kit.engine.health()
    expect(second).not.toBe(first)
    expect(await kit.run('calm')).toMatchObject({ outcome: 'passed' })
    expect(await patient).toMatchObject({ outcome: 'passed' })
    await untilGone([first])
    expect(kit.engine.health()).toMatchObject({ lost: 0, inFlight: 0 })
  })
})

describe('the runners of an engine', () => {
  it('get only the variables of our environment that a browser or a command needs', async () => {
    const kit = await start({
      environment: { PATH: process.env.PATH, SLACK_WEBHOOK_URL: 'https://hooks.example/secret' },
    })
    expect(await kit.run('environment')).toMatchObject({ outcome: 'passed' })
  })

  it('are recorded on disk while they run, in a file that only their user reads', async () => {
    const kit = await start()
    const file = join(folder, 'state/runners.json')
    const { runner } = kit.engine.health()
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject([{ pid: runner }])
    expect(statSync(file).mode & 0o077).toBe(0)
    await kit.engine.stop()
    await expect.poll(() => readdirSync(join(folder, 'state'))).not.toContain('runners.json')
  })

  it('report how much memory they use', async () => {
    const kit = await start()
    await expect.poll(() => kit.engine.health().bytes).toBeGreaterThan(50 * 1024 * 1024)
    const { bytes, browser } = kit.engine.health()
    expect(bytes).toBeLessThan(500 * 1024 * 1024)
    expect(browser).toMatch(/Chrom/)
  })
})
