import { join } from 'node:path'
import { type IPty, spawn } from '@lydell/node-pty'
import { afterAll, describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { doorwatch, newFolder } from '../support/product.ts'
import { type ReadableTerminal, readableTerminal } from '../support/terminal.ts'

const LARGE = { cols: 120, rows: 40 }
const SMALL = { cols: 80, rows: 24 }
const DOORS = ['login', 'chat', 'console', 'cli', 'api']

describe('the live view on a real terminal', () => {
  const folder = newFolder('pty')
  const terminal: ReadableTerminal = readableTerminal(LARGE.cols, LARGE.rows)
  const { PATH = '', HOME = '' } = process.env
  const pty: IPty = spawn(process.execPath, [join(PACKAGE_ROOT, 'dist/src/cli/main.js'), 'start'], {
    ...LARGE,
    cwd: folder,
    env: { PATH, HOME, TERM: 'xterm-256color', DOORWATCH_PORT: '0' },
  })
  pty.onData((text) => void terminal.write(text))
  const exited = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)))

  afterAll(() => pty.kill('SIGKILL'))

  async function until(what: string, found: (screen: string) => boolean, limitMs = 45_000): Promise<string> {
    let screen = ''
    for (const end = Date.now() + limitMs; Date.now() < end; ) {
      screen = terminal.screen().join('\n')
      if (found(screen)) return screen
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`waited in vain for ${what}; the screen:\n${screen}`)
  }

  /** Every part once, at its place: what a diff that lost count of its lines gets wrong. */
  function expectWhole(screen: string): void {
    expect(screen.split('\n')[0]).toMatch(/^doorwatch \S+ {3}dashboard http:\/\/127\.0\.0\.1:\d+$/)
    expect(screen.match(/dashboard http/g)).toHaveLength(1)
    for (const door of DOORS) {
      const rows = screen.split('\n').filter((row) => new RegExp(`^. {2}sandbox/${door} `).test(row))
      expect([door, rows.length]).toEqual([door, 1])
    }
  }

  it('shows address and states, and stays whole when doors fail and when the window shrinks', async () => {
    expectWhole(await until('the first passed runs', (screen) => (screen.match(/operational/g) ?? []).length >= 5))
    expect(await doorwatch(folder, ['sandbox', 'break', 'login', '500'])).toMatchObject({ code: 0 })
    const broken = await until('the alert', (screen) => /login is DOWN/.test(screen.replace(/\s+/g, ' ')))
    expectWhole(broken)
    expect(broken).toMatch(/✗ {2}sandbox\/login {2,}down/)

    pty.resize(SMALL.cols, SMALL.rows)
    terminal.resize(SMALL.cols, SMALL.rows)
    const small = await until('the small screen', (screen) => screen.startsWith('doorwatch') && /DOWN/.test(screen))
    expectWhole(small)
    expect(await doorwatch(folder, ['sandbox', 'heal'])).toMatchObject({ code: 0 })
    expectWhole(await until('the recovery', (screen) => /recovered/.test(screen)))
    expect(small.replace(/\s+/g, ' ')).toMatch(/login is DOWN \(HTTP 500 at 'submit credentials'\)/)
  })

  it('leaves the last view on the terminal when it is stopped', async () => {
    pty.kill('SIGINT')
    expect(await exited).toBe(0)
    const left = terminal.scrollback().join('\n')
    expect(left).toMatch(/dashboard http/)
    expect(left).toContain('Stopping.')
  })
})
