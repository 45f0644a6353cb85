import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRemarkable } from '../../dashboards/charts/remarkable.ts'
import type { LatencySeries } from '../../dashboards/model/model.ts'
import { type ReportModel, renderReport } from '../../src/report/index.ts'
import { launchBrowser, openPage } from '../support/browser.ts'
import { modelOf, pageOf } from '../support/pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'doorwatch-readout-'))
let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

async function open(name: string) {
  const file = join(folder, `${name}.html`)
  writeFileSync(file, await pageOf(name))
  return openPage(browser, pathToFileURL(file).href)
}

/** The charts that are not folded. */
const SHOWN = '.probe-charts > div > .multiples [data-chart]'

function shownIn({ trend }: ReportModel): readonly LatencySeries[] {
  return trend.latency.flatMap(({ series }) => series.filter(isRemarkable))
}

describe('a chart', () => {
  it('reads out the value under the pointer, to within a hundredth of its height', async () => {
    const { page } = await open('calm')
    const model = await modelOf('calm')
    const series = shownIn(model)[0]
    const point = series?.points[40]
    if (!series || !point) throw new Error('the scenario has a chart')
    const chart = page.locator(SHOWN).first()
    await chart.scrollIntoViewIfNeeded()
    const box = await chart.boundingBox()
    const [from = 0, to = 0, top = 0] = (await chart.getAttribute('data-chart'))?.split(' ').map(Number) ?? []
    const middle = (point.at + model.trend.range.bucketMs / 2 - from) / (to - from)
    await page.mouse.move((box?.x ?? 0) + middle * (box?.width ?? 0), (box?.y ?? 0) + 20)
    const shownMs = /half within about ([\d.]+) ms/.exec((await page.locator('.tip').textContent()) ?? '')?.[1]
    expect(Math.abs(Number(shownMs) - point.p50)).toBeLessThanOrEqual(top / 100)
  })

  it('reads out both percentiles by the arrow keys, for screen readers too', async () => {
    const { page } = await open('calm')
    const series = shownIn(await modelOf('calm'))[0]
    const last = series?.points.at(-1)
    const chart = page.locator(SHOWN).first()
    await chart.focus()
    await page.keyboard.press('ArrowLeft')
    const spoken = page.locator('[role=status].quiet')
    const [, p50, p95] =
      /half within about ([\d.]+) ms, 95 of 100 within about ([\d.]+) ms/.exec((await spoken.textContent()) ?? '') ?? []
    const top = Number((await chart.getAttribute('data-chart'))?.split(' ')[2])
    expect(Math.abs(Number(p50) - (last?.p50 ?? 0))).toBeLessThanOrEqual(top / 100)
    expect(Math.abs(Number(p95) - (last?.p95 ?? 0))).toBeLessThanOrEqual(top / 100)
    const first = await spoken.textContent()
    await page.keyboard.press('Home')
    expect(await spoken.textContent()).not.toBe(first)
  })

  it('reads out the value of a point that is cut from its scale, and marks it with that value', async () => {
    const model = await modelOf('calm')
    const [probe] = model.trend.latency
    const [series] = probe?.series ?? []
    if (!probe || !series) throw new Error('the scenario has a chart')
    const points = series.points.map((point, index) => (index === 60 ? { ...point, p95: 38_000 } : point))
    const latency = [{ ...probe, series: [{ ...series, points }] }]
    const file = join(folder, 'outlier.html')
    writeFileSync(file, renderReport({ ...model, trend: { ...model.trend, latency } }, { live: false }))
    const { page } = await openPage(browser, pathToFileURL(file).href)
    expect(await page.locator('.outliers text').textContent()).toBe('38 s')
    expect(await page.locator('.multiple .figures').textContent()).toMatch(/1 point above [\d.]+ s, up to 38 s/)
    await page.locator(SHOWN).focus()
    await page.keyboard.press('Home')
    for (let place = 0; place < 60; place += 1) await page.keyboard.press('ArrowRight')
    expect(await page.locator('[role=status].quiet').textContent()).toMatch(/95 of 100 within 38 s$/)
  })
})
