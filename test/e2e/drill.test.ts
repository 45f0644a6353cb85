import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SILENT } from '../../src/core/index.ts'
import { openStore } from '../../src/store/index.ts'
import { descendantsOf, doorwatch, startProduct, untilGone } from '../support/product.ts'
import { until } from '../support/until.ts'
import { drillFolder } from './drill-kit.ts'

async function rehearsal() {
  const kit = await drillFolder()
  onTestFinished(kit.close)
  return kit
}

describe('a drill of the built product', () => {
  it('plays a scenario, alerts only the channels that take part, and stores only a score', async () => {
    const { folder, environment, practice, serious } = await rehearsal()
    const { code, stdout, stderr } = await doorwatch(
      folder,
      ['drill', 'api-down.json', '--json', '--report'],
      environment,
    )
    expect(stderr).toContain('claude/api found down after 1 slot')
    expect(code).toBe(0)
    const card = JSON.parse(stdout)
    expect(card).toMatchObject({ status: 'completed', deviated: false, falseAlerts: 0, repeatedAlerts: 0 })
    expect(card.detections).toMatchObject([
      { surface: 'claude/api', kind: 'trouble', found: true, state: 'down', slots: 1 },
      { surface: 'claude/api', kind: 'recovery', found: true },
    ])
    expect(card.recoveries).toMatchObject([{ workflow: 'code review', backing: 'promised', rto: 'unknown' }])

    const headlines = practice.map(({ headline }) => headline)
    expect(headlines[0]).toBe('DRILL begins: The API is down')
    expect(headlines.at(-1)).toMatch(/^DRILL over: [\d.]+ of [\d.]+ points$/)
    expect(headlines.filter((headline) => !headline.startsWith('DRILL'))).toEqual([])
    expect(headlines.some((headline) => /API is DOWN/.test(headline))).toBe(true)
    expect(practice.every(({ kind }) => kind === 'drill')).toBe(true)
    expect(serious).toEqual([])

    const place = join(folder, '.doorwatch/drills', card.id)
    expect(JSON.parse(readFileSync(join(place, 'drill.json'), 'utf8'))).toEqual(card)
    for (const page of ['drill.html', 'report.html'])
      expect(readFileSync(join(place, page), 'utf8')).toContain('</html>')
    expect(existsSync(join(folder, '.doorwatch/drills/running.json'))).toBe(false)

    const path = join(folder, '.doorwatch/doorwatch.sqlite')
    const store = await openStore({ path, log: SILENT, clock: { now: () => Date.now() }, mustExist: true })
    onTestFinished(() => store.close())
    expect(await store.drills()).toMatchObject([
      { id: card.id, score: card.score, possible: card.possible, example: false },
    ])
    expect(await store.runs({ limit: 10 })).toEqual([])
    expect(await store.alerts({ limit: 10 })).toEqual([])
    expect(await store.surfaces()).toEqual([])
  })

  it('leaves no process behind when it is killed, and lets the next one begin', async () => {
    const { folder, environment, practice } = await rehearsal()
    for (const moment of [/Checking that everything works/, /claude\/api: 529/]) {
      const drill = startProduct(folder, environment, ['drill', 'api-down.json'])
      await until(`${moment}`, () => moment.test(drill.stderr()))
      const children = await descendantsOf(drill.pid)
      expect(children.length).toBeGreaterThan(0)
      drill.kill('SIGKILL')
      await drill.exited
      await untilGone(children)
    }
    expect((await doorwatch(folder, ['drill', 'stop'], environment)).stdout).toBe('No drill runs.\n')
    expect(practice.filter(({ headline }) => !headline.startsWith('DRILL'))).toEqual([])
  })
})
