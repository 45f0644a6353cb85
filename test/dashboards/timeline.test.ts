import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../src/core/index.ts'
import { renderReport } from '../../src/report/index.ts'
import { modelOf } from '../support/pages.ts'

/** An incident with rows at these times (epoch ms), the first one its first failing run; as the days and clocks of its rows. */
async function rowsAt(times: readonly number[], timezone = 'UTC'): Promise<readonly string[]> {
  const model = await modelOf('calm', timezone)
  const [incident] = model.trend.incidents.shown
  const [impactAt = 0, ...others] = times
  if (!incident) throw new Error('the scenario has an incident')
  const timeline = others.map((at) => ({ at, kind: 'eased' as const, text: 'it eased' }))
  const shown = [{ ...incident, impactAt, openedAt: impactAt, timeline }]
  const html = renderReport({ ...model, trend: { ...model.trend, incidents: { total: 1, shown } } }, { live: false })
  const [, list = ''] = /<ol class="timeline">(.*?)<\/ol>/s.exec(html) ?? []
  return [...list.matchAll(/<time[^>]*>(.*?)<\/time>/gs)].map(([, time = '']) => time.replace(/<[^>]*>/g, ''))
}

describe('the timeline of an incident', () => {
  const late = Date.UTC(2026, 10, 22, 23, 58, 3)

  it('has the date at its first row, and again after midnight', async () => {
    expect(await rowsAt([late, late + MINUTE, late + 3 * MINUTE, late + 4 * MINUTE])).toEqual([
      '22 Nov 23:58:03',
      ' 23:59:03',
      '23 Nov 00:01:03',
      ' 00:02:03',
    ])
  })

  it('crosses midnight in the zone of the page', async () => {
    expect(await rowsAt([late, late + 3 * MINUTE], 'Europe/Berlin')).toEqual(['23 Nov 00:58:03', ' 01:01:03'])
  })
})
