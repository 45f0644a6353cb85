import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SILENT } from '../../src/core/index.ts'
import { openStore } from '../../src/store/index.ts'
import { HAS_DISPLAY, startDisplay } from '../support/display.ts'
import { doorwatch, newFolder } from '../support/product.ts'

const folder = newFolder('watching')
const shell = join(folder, 'chrome-headless-shell')
writeFileSync(shell, '#!/bin/sh\necho HeadlessChrome 156.0.1\n', { mode: 0o755 })

/** What the database made of it: measures of the last day, by surface. */
async function learned() {
  const store = await openStore({ path: join(folder, '.doorwatch/doorwatch.sqlite'), log: SILENT, clock: Date })
  try {
    const now = Date.now()
    await store.rollUp(now)
    const range = { from: now - 86_400_000, to: now + 60_000 }
    return {
      runs: (await store.runs({ limit: 10 })).map(({ probe, trigger, outcome }) => ({ probe, trigger, outcome })),
      measures: await store.measures({ ...range, bucketMs: 3_600_000 }),
      outcomes: await store.outcomes({ ...range, bucketMs: 3_600_000 }),
      surfaces: await store.surfaces(),
    }
  } finally {
    await store.close()
  }
}

describe('a run that a person watches', () => {
  it('keeps the trace of a run that passed, and says how to open it', async () => {
    const { code, stdout } = await doorwatch(folder, ['run', 'login', '--trace', '--slow-mo', '150'])
    expect(code).toBe(0)
    const path = /trace: (\S+trace\.zip)/.exec(stdout)?.[1] ?? ''
    expect(existsSync(path)).toBe(true)
    expect(stdout).toContain(`npx playwright show-trace --port 0 ${path}`)
    const trace = unzipSync(readFileSync(path))
    expect(Object.keys(trace).some((name) => name.endsWith('.trace'))).toBe(true)
    expect(Buffer.concat(Object.values(trace)).includes('violet-harbour-71')).toBe(false)
  })

  it('is stored and not learned from: it was slow because a person watched', async () => {
    const { runs, ...rest } = await learned()
    expect(runs).toEqual([{ probe: 'login', trigger: 'manual', outcome: 'passed' }])
    expect(rest).toEqual({ measures: [], outcomes: [], surfaces: [] })
  })

  it.each([
    ['with no display', ['chat', '--headed'], {}, 2, /has no display[\s\S]*--trace[\s\S]*xvfb-run/],
    [
      'of what opens no page',
      ['cli', '--trace'],
      {},
      2,
      /sandbox\/cli: --headed, --slow-mo and --trace need a browser probe[\s\S]*--evidence/,
    ],
    ['with a name where the wait belongs', ['--slow-mo', 'chat'], {}, 2, /write probe names before --slow-mo/],
    [
      'with a browser that has no window',
      ['chat', '--headed'],
      { DISPLAY: ':1', DOORWATCH_BROWSER: shell },
      3,
      /is a headless shell: it has no window[\s\S]*Chromium/,
    ],
  ])('%s says what is missing and what to do', async (_what, args, environment, code, words) => {
    const ended = await doorwatch(folder, ['run', ...args], environment)
    expect(ended.stderr).toMatch(words)
    expect(ended.code).toBe(code)
  })

  it('runs probes without a browser without a window, and says so', async () => {
    const ended = await doorwatch(folder, ['run', 'login', 'api', '--trace', '--json', '--no-store'])
    expect(ended.code).toBe(0)
    expect(ended.stderr).toMatch(
      /^sandbox\/api-methods, sandbox\/api run without a window: they are not browser probes/m,
    )
    expect(ended.stderr).toMatch(/show-trace/)
  })
})

describe.skipIf(!HAS_DISPLAY)('where windows can be shown', () => {
  let display: Awaited<ReturnType<typeof startDisplay>>
  beforeAll(async () => {
    display = await startDisplay()
  })
  afterAll(() => display.stop())

  it('a run shows its browser, the full one, and measures what it always does', async () => {
    const ended = await doorwatch(folder, ['run', 'chat', '--headed', '--json', '--no-store'], {
      DISPLAY: display.name,
    })
    expect(JSON.parse(ended.stdout)).toMatchObject({ outcome: 'passed', browser: expect.not.stringMatching(/shell/) })
    expect(ended.code).toBe(0)
  })
})
