import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { MonitorError } from '../../../src/core/index.ts'
import type { BrowserChoice } from '../../../src/run/browser/choice.ts'
import { installBrowser } from '../../../src/run/browser/install.ts'

const BROWSER: BrowserChoice = {
  path: '/usr/bin/chromium-headless-shell',
  kind: 'shell',
  source: 'installed',
  name: 'Chromium headless shell',
  version: '140.0',
}

interface Setting {
  /** Exit codes of Playwright's download, apt-get update and apt-get install. */
  readonly exits?: readonly number[]
  /** The browser after each install. */
  readonly installed?: readonly (BrowserChoice | undefined)[]
  readonly output?: string
  readonly isRoot?: boolean
  readonly hasApt?: boolean
  readonly ask?: (question: string) => Promise<boolean>
}

async function install({ exits = [], installed = [], output = '', isRoot = true, hasApt = true, ask }: Setting) {
  const commands: string[] = []
  const progress: string[] = []
  const finds = [...installed]
  const result = await installBrowser({
    ...{ isRoot, hasApt, ask, progress: (text) => progress.push(text), find: async () => finds.shift() },
    run: async (command) => {
      commands.push(command.filter((word) => !word.includes('/')).join(' '))
      return { exitCode: exits[commands.length - 1] ?? 0, output }
    },
  }).catch((error: MonitorError) => error)
  return { result, commands, progress }
}

const DOWNLOAD = 'install --only-shell chromium'
const UPDATE = 'apt-get update -qq'
const INSTALL = 'apt-get install -y -qq --no-install-recommends chromium-headless-shell'

describe('the install of a browser', () => {
  it('takes the download of Playwright where that works, and nothing else', async () => {
    expect(await install({ installed: [BROWSER] })).toEqual({
      result: BROWSER,
      commands: [DOWNLOAD],
      progress: ["downloading Playwright's headless shell"],
    })
  })

  it('takes the package of the distribution as root where the download fails', async () => {
    const { result, commands } = await install({ exits: [1], installed: [BROWSER] })
    expect(result).toBe(BROWSER)
    expect(commands).toEqual([DOWNLOAD, UPDATE, INSTALL])
  })

  it('tries the package as well where the download ends well and leaves no browser', async () => {
    const { result, commands } = await install({ installed: [undefined, BROWSER] })
    expect(result).toBe(BROWSER)
    expect(commands).toHaveLength(3)
  })

  it.each([
    { isRoot: false, hasApt: true },
    { isRoot: true, hasApt: false },
  ])('leaves apt-get alone with %j', async (machine) => {
    const { result, commands } = await install({ exits: [1], ...machine })
    expect(commands).toEqual([DOWNLOAD])
    expect(result).toMatchObject({ code: 'no_browser' })
  })

  it('says what was tried, with the last line that each command printed', async () => {
    const output = 'Downloading\nError: getaddrinfo ENOTFOUND cdn.playwright.dev\n\n'
    const { result } = await install({ exits: [1, 100, 100], output })
    expect((result as MonitorError).message).toBe(
      "there is no browser, and none could be installed (Playwright's download: failed (Error: getaddrinfo ENOTFOUND cdn.playwright.dev); apt-get: failed (Error: getaddrinfo ENOTFOUND cdn.playwright.dev))",
    )
  })

  it('says by its exit code what a silent command did', async () => {
    const { result } = await install({ exits: [127], isRoot: false })
    expect((result as MonitorError).message).toContain("Playwright's download: failed (exit code 127)")
  })

  it('says that a command ended well and left no browser', async () => {
    const { result } = await install({ isRoot: false })
    expect((result as MonitorError).message).toContain('finished, but no browser was found')
  })

  it('advises what this user may do', async () => {
    const { result } = await install({ exits: [1], isRoot: false })
    const advice = existsSync('/usr/bin/apt-get')
      ? 'Run "sudo apt-get install chromium-headless-shell"'
      : 'Install Chrome'
    expect((result as MonitorError).hint).toContain(advice)
    const root = await install({ exits: [1, 1, 1] })
    expect((root.result as MonitorError).hint).toMatch(/^Install Chrome or Chromium, or run .* DOORWATCH_BROWSER/)
  })

  it('asks a person first, and installs nothing after a no', async () => {
    const questions: string[] = []
    const ask = async (question: string) => questions.push(question) > 1
    const { result, commands } = await install({ ask })
    expect(questions).toEqual(['No browser is installed. Download a headless one (about 110 MB)?'])
    expect(commands).toEqual([])
    expect(result).toMatchObject({ code: 'no_browser', message: expect.stringContaining('the download was declined') })
    expect(await install({ ask, installed: [BROWSER] })).toMatchObject({ result: BROWSER, commands: [DOWNLOAD] })
  })
})
