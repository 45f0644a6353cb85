import { describe, expect, it } from 'vitest'
import { TESTS, textOf } from './source.ts'

/** The shortest limit that holds on a machine that does much else, ms. */
const LEAST_LIMIT_MS = 30_000
/** Where a call names no limit, ms: vitest's own, and that of test/projects.ts. */
const LIMITS_MS = { 'vi.waitFor': 1_000, 'vi.waitUntil': 1_000, 'expect.poll': 45_000 }

interface Wait {
  readonly call: string
  readonly limitMs: number
}

/** The waits of a test with their limits. Brackets in texts do not count against each other often enough to matter. */
function waitsIn(text: string): readonly Wait[] {
  return [...text.matchAll(/(vi\.waitFor|vi\.waitUntil|expect\s*\.poll)\(/g)].map(({ index, 0: start, 1: name }) => {
    let depth = 1
    let end = index + start.length
    for (; depth > 0 && end < text.length; end += 1) depth += { '(': 1, ')': -1 }[text[end] as string] ?? 0
    const call = text.slice(index, end)
    const limit = /timeout: ([\d_]+)|,\s+([\d_]+),?\s*\)$/.exec(call)
    const usual = LIMITS_MS[name?.replace(/\s/g, '') as keyof typeof LIMITS_MS]
    return { call, limitMs: Number((limit?.[1] ?? limit?.[2])?.replaceAll('_', '') ?? usual) }
  })
}

describe('the waits of a test', () => {
  it.each([
    ['vi.waitFor(() => expect(a()).toBe(1))', 1_000],
    ['vi.waitFor(() => expect(a()).toBe(1), 30_000)', 30_000],
    ['vi.waitUntil(a, { timeout: 5_000 })', 5_000],
    ['expect.poll(() => a()).toBe(1)', 45_000],
    ['expect\n  .poll(a, { interval: 200, timeout: 9_000 })', 9_000],
  ])('%s has a limit of %i ms', (text, limitMs) => {
    expect(waitsIn(text)).toMatchObject([{ limitMs }])
  })

  it('have limits that a busy machine keeps; support/until.ts waits without an assertion', () => {
    const files = TESTS.filter((file) => file !== 'test/architecture/waits.test.ts')
    const waits = files.flatMap((file) => waitsIn(textOf(file)).map((wait) => ({ file, ...wait })))
    expect(waits.length).toBeGreaterThan(10)
    expect(waits.filter(({ limitMs }) => limitMs < LEAST_LIMIT_MS)).toEqual([])
  })
})
