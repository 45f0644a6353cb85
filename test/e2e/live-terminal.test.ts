import { join } from 'node:path'
import { type IPty, spawn } from '@lydell/node-pty'
import { afterAll, describe, expect, it } from 'vitest'
import { PRODUCT_FOLDER } from '../../src/package/index.ts'
import { command } from '../support/command.ts'
import { newFolder } from '../support/product.ts'
import { type ReadableTerminal, readableTerminal } from '../support/terminal.ts'

const LARGE = { cols: 120, rows: 40 }
const SMALL = { cols: 80, rows: 24 }
/** Ends a test that hangs: a busy machine takes its time to start browser and sandbox. */
const SCREEN_LIMIT_MS = 120_000
const TEST_LIMIT_MS = 4 * SCREEN_LIMIT_MS
const SURFACES = ['login', 'chat', 'console', 'cli', 'api']

describe('the live view on a real terminal', { timeout: TEST_LIMIT_MS }, () => {
  const folder = newFolder('pty')
  const terminal: ReadableTerminal = readableTerminal(LARGE.cols, LARGE.rows)
  const { PATH = '', HOME = '' } = process.env
  const pty: IPty = spawn(process.execPath, [join(PRODUCT_FOLDER, 'cli/main.js'), 'start'], {
    ...LARGE,
    cwd: folder,
    env: { PATH, HOME, TERM: 'xterm-256color', DOORWATCH_PORT: '0' },
  })
  pty.onData((text) => void terminal.write(text))
  const exited = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)))

  afterAll(() => pty.kill('SIGKILL'))

  /** Waits for a screen that stays the same for two looks: between them a frame may be half written. */
  async function until(what: string, shows: (screen: string) => boolean): Promise<string> {
    let screen = ''
    for (const end = Date.now() + SCREEN_LIMIT_MS; Date.now() < end; ) {
      const previous = screen
      screen = terminal.screen().join('\n')
      if (screen === previous && shows(screen)) return screen
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`${what} did not appear; the screen:\n${screen}`)
  }

  /** Expects every part once, at its place: a redraw that miscounts lines repeats or drops some. */
  function expectWhole(screen: string): void {
    expect(screen.split('\n')[0]).toMatch(/^doorwatch \S+ {3}dashboard http:\/\/127\.0\.0\.1:\d+$/)
    expect(screen.match(/dashboard http/g)).toHaveLength(1)
    for (const surface of SURFACES) {
      const rows = screen.split('\n').filter((row) => new RegExp(`^. {2}sandbox/${surface} `).test(row))
      expect([surface, rows.length]).toEqual([surface, 1])
    }
  }

  it('shows address and states, and stays whole when surfaces fail and when the window shrinks', async () => {
    expectWhole(await until('the first passed runs', (screen) => (screen.match(/operational/g) ?? []).length >= 5))
    expect(await command(folder, ['sandbox', 'break', 'login', '500'])).toMatchObject({ code: 0 })
    const broken = await until('the alert', (screen) => /login is DOWN/.test(screen.replace(/\s+/g, ' ')))
    expectWhole(broken)
    expect(broken).toMatch(/✗ {2}sandbox\/login {2,}down/)

    pty.resize(SMALL.cols, SMALL.rows)
    terminal.resize(SMALL.cols, SMALL.rows)
    const small = await until('the small screen', (screen) => screen.startsWith('doorwatch') && /DOWN/.test(screen))
    expectWhole(small)
    expect(await command(folder, ['sandbox', 'heal'])).toMatchObject({ code: 0 })
    expectWhole(await until('the recovery', (screen) => /recovered/.test(screen)))
    expect(small.replace(/\s+/g, ' ')).toMatch(/login is DOWN \(HTTP 500 at 'submit credentials'\)/)
  })

  it('leaves the last view on the terminal when it is stopped', async () => {
    pty.kill('SIGINT')
    expect(await exited).toBe(0)
    const lastView = terminal.scrollback().join('\n')
    expect(lastView).toMatch(/dashboard http/)
    expect(lastView).toContain('Stopping.')
  })
})
