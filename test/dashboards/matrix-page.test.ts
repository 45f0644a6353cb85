import { describe, expect, it } from 'vitest'
import type { MatrixPage } from '../../dashboards/model/route-matrix.ts'
import { renderMatrix } from '../../src/report/index.ts'

const HOSTILE = '<img src=x onerror=alert(1)>'

const MATRIX_PAGE: MatrixPage = {
  ...{ at: Date.UTC(2026, 2, 2, 12), tookMs: 9_000, through: 'http://gateway:4000', upstream: 'sandbox' },
  ...{ patienceMs: 30_000, outcome: 'failed', failbackMs: 6_000, proofs: [{ through: 'openai/api', green: true }] },
  routes: [
    { name: 'gateway', client: 'HTTP (messages)', reference: false },
    { name: 'cli', notTried: 'Claude Code is not on PATH', reference: false },
    { name: 'direct', client: 'HTTP (messages)', reference: true },
  ],
  faults: [
    { name: '529', summary: 'HTTP 529 before the stream' },
    { name: 'truncated', summary: 'the end without message_stop' },
  ],
  cells: [
    { fault: '529', route: 'gateway', verdict: 'green', servedBy: 'B', tookMs: 400, text: 'B answered' },
    { fault: 'truncated', route: 'gateway', verdict: 'lost', tookMs: 90, text: `lost ${HOSTILE}`, todo: 'Fail over.' },
    { fault: '529', route: 'direct', verdict: 'error', tookMs: 9, text: 'error shown', todo: 'Never shown.' },
  ],
  modelB: { surface: 'openai/api', model: 'meridian-9', sandbox: false },
}

const render = (changes: Partial<MatrixPage> = {}) =>
  renderMatrix({ ...MATRIX_PAGE, ...changes }, { version: '1.0.0', timezone: 'Europe/London' })

describe('the page of a route matrix', () => {
  it('begins with the lost work, then has every cell and every change to make', () => {
    const html = render()
    expect(html).toContain('1 failure logged as success and lost')
    expect(html).toMatch(/B in 400 ms/)
    expect(html.match(/not tried</g)).toHaveLength(4)
    expect(html).toContain('truncated through')
    expect(html).toContain('Fail over.')
    expect(html).not.toContain('Never shown.')
    expect(html).toContain('openai/api, answers as meridian-9')
    expect(html).toContain('1 stored, 1 of them green')
  })

  it('escapes text from outside, and loads nothing', () => {
    const html = render()
    expect(html).not.toContain(HOSTILE)
    expect(html).toContain('default-src &#39;none&#39;')
    expect(html).not.toMatch(/<script|(?:src|href)="http/)
  })

  it('says that all is well where it is', () => {
    const cells = MATRIX_PAGE.cells.filter(({ verdict }) => verdict === 'green')
    const html = render({ outcome: 'green', cells, notStored: 'model B is the bundled sandbox' })
    expect(html).toContain('Every failure is taken over')
    expect(html).not.toContain('What to change')
    expect(html).toContain('none: model B is the bundled sandbox')
  })

  it('gives the same bytes for the same matrix', () => {
    expect(render()).toBe(render())
  })
})
