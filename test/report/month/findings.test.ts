import { describe, expect, it } from 'vitest'
import type { MonthPage } from '../../../dashboards/model/month.ts'
import { HOUR, MINUTE } from '../../../src/core/index.ts'
import { type FindingSources, findingsOf } from '../../../src/report/month/findings.ts'

/** Calm but for the status page. */
const CALM = {
  surfaces: [],
  incidents: [],
  heat: { finding: '' },
  current: { total: { runs: 100 } },
} as unknown as FindingSources

/** What a month says of one status page. */
function pageFinding(page: Partial<MonthPage>): string | undefined {
  const pages = [{ target: 'claude', incidents: 1, first: 0, late: 0, silent: 0, greenMs: 0, ...page } as MonthPage]
  return findingsOf({ ...CALM, pages }).find((text) => text.startsWith('The status page'))
}

describe('the finding of a month on a status page', () => {
  it.each([
    [{ incidents: 1, silent: 1 }, 'The status page did not report the one incident.'],
    [{ incidents: 3, silent: 3 }, 'The status page reported none of 3 incidents.'],
    [{ incidents: 1, leadMs: 21 * MINUTE }, 'The status page reported the one incident 21 min after us.'],
    [{ incidents: 1, leadMs: -5 * MINUTE }, 'The status page reported the one incident 5 min before us.'],
    [
      { incidents: 4, silent: 1, leadMs: 21 * MINUTE },
      'The status page reported 3 of 4 incidents, in the median 21 min after us.',
    ],
    [
      { incidents: 1, silent: 1, greenMs: HOUR },
      'The status page did not report the one incident. It was green for 1 h while we measured trouble.',
    ],
    [{ incidents: 0, silent: 0, greenMs: HOUR }, 'The status page was green for 1 h while we measured trouble.'],
  ])('of %j is "%s"', (page, text) => {
    expect(pageFinding(page)).toBe(text)
  })
})
