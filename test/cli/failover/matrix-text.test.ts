import { describe, expect, it } from 'vitest'
import { cellText, matrixText } from '../../../src/cli/failover/matrix-text.ts'
import { paintFor } from '../../../src/cli/terminal/colour.ts'
import type { RouteMatrix } from '../../../src/failover/index.ts'
import { cell, DIRECT, GATEWAY } from '../../failover/judging/kit.ts'

const plain = (_style: unknown, text: string) => text

const TODO = 'Fail over on what breaks inside a stream.'
const lost = cell({
  ...{
    fault: 'overloaded-mid',
    verdict: 'lost',
    text: 'logged as success and lost: HTTP 200, then "Overloaded"',
    todo: TODO,
  },
})
const MATRIX: RouteMatrix = {
  ...{ at: 0, tookMs: 5_000, through: 'http://gateway:4000', upstream: 'sandbox', patienceMs: 30_000 },
  routes: [GATEWAY, { name: 'cli', reference: false, notTried: 'Claude Code (claude) is not on PATH' }, DIRECT],
  faults: [
    { name: '529', summary: 'overloaded', class: 'overloaded' },
    { name: 'overloaded-mid', summary: 'in mid-stream', class: 'overloaded' },
    { name: 'truncated', summary: 'no end', class: 'truncated' },
  ],
  cells: [
    cell(),
    lost,
    { ...lost, fault: 'truncated' },
    cell({ route: 'direct', verdict: 'error', text: 'error shown: HTTP 529', todo: 'never printed' }),
  ],
  modelB: { surface: 'openai/api', model: 'meridian-9', sandbox: false },
  failbackMs: 6_000,
}

describe('a route matrix as text', () => {
  it('prints the table, what to change once, and who was asked', () => {
    const text = matrixText(MATRIX, { columns: 100, paint: plain })
    expect(text).toContain('Failover test through http://gateway:4000: 1 of 3 green, 2 logged as success and lost')
    const rows = text.split('\n').map((line) => line.trim().split(/ {2,}/))
    expect(rows).toContainEqual(['fault', 'gateway', 'cli', '(direct)'])
    expect(rows).toContainEqual(['529', '✓ B 400 ms', 'not tried', '✗ error'])
    expect(rows).toContainEqual(['overloaded-mid', '✗ LOST', 'not tried', 'not tried'])
    expect(text.match(new RegExp(TODO, 'g'))).toHaveLength(1)
    expect(text).toContain('1. overloaded-mid and truncated through gateway: logged as success and lost')
    expect(text).not.toContain('never printed')
    expect(text).toContain('Not tried: cli, Claude Code (claude) is not on PATH.')
    expect(text).toContain('Model B: openai/api, answers as meridian-9.')
    expect(text).toContain('A answered again 6.0 s after the last fault.')
  })

  it('fits a terminal of 80 columns', () => {
    const lines = matrixText(MATRIX, { columns: 80, paint: plain }).split('\n')
    expect(lines.filter((line) => line.length > 80)).toEqual([])
  })

  it('has colours on a terminal only', () => {
    const painted = matrixText(MATRIX, { columns: 80, paint: paintFor({ isTTY: true }, {}) })
    expect(painted).toContain(String.fromCharCode(27))
    expect(matrixText(MATRIX, { columns: 80, paint: paintFor({}, {}) })).not.toContain(String.fromCharCode(27))
  })

  it.each([
    ['green', '✓ B 400 ms'],
    ['lost', '✗ LOST'],
    ['error', '✗ error'],
    ['waits', '✗ waits'],
    ['not exercised', '? not exercised'],
  ] as const)('tells verdicts apart without colour: %s', (verdict, text) => {
    expect(cellText(cell({ verdict }))[0]).toBe(text)
  })
})
