import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { MonitorError } from '../../core/index.ts'
import type { BrowserChoice } from './choice.ts'
import { findBrowser } from './find.ts'

interface InstallBrowserOptions {
  /** Asks a yes-or-no question; undefined where no person can answer, and then nothing is asked. */
  readonly ask?: ((question: string) => Promise<boolean>) | undefined
  /** Gets a line for each thing that begins. */
  readonly progress: (text: string) => void
  /** Default: whether this process is. */
  readonly isRoot?: boolean
  /** Finds the browser that was installed. */
  readonly find?: () => Promise<BrowserChoice | undefined>
  /** Runs a command. Resolves with its exit code and the end of its output. */
  readonly run?: (command: readonly string[], limitMs: number) => Promise<CommandResult>
  /** Default: whether this is a Debian or Ubuntu with apt-get. */
  readonly hasApt?: boolean
}

interface CommandResult {
  readonly exitCode: number
  readonly output: string
}

const PLAYWRIGHT_LIMIT_MS = 60_000
const APT_UPDATE_LIMIT_MS = 90_000
const APT_INSTALL_LIMIT_MS = 180_000

/**
 * Installs a headless shell: Playwright's download first, then, as root on Debian or Ubuntu, the distribution's package.
 * Asks first, where a person can answer.
 * @throws MonitorError code `no_browser` that says what was tried and what to do
 */
export async function installBrowser(options: InstallBrowserOptions): Promise<BrowserChoice> {
  const { ask, progress, find = findBrowser } = options
  if (ask && !(await ask('No browser is installed. Download a headless one (about 110 MB)?'))) {
    throw noBrowser('the download was declined', undefined)
  }
  const run = options.run ?? runQuietly
  const tried: string[] = []

  progress("downloading Playwright's headless shell")
  const download = await run(playwrightCommand(), PLAYWRIGHT_LIMIT_MS)
  tried.push(`Playwright's download: ${outcomeOf(download)}`)
  const downloaded = download.exitCode === 0 ? await find() : undefined
  if (downloaded) return downloaded

  if (canUseApt(options)) {
    progress('installing chromium-headless-shell with apt-get')
    const update = await run(['apt-get', 'update', '-qq'], APT_UPDATE_LIMIT_MS)
    const install = await run(
      ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium-headless-shell'],
      APT_INSTALL_LIMIT_MS,
    )
    tried.push(`apt-get: ${outcomeOf(install.exitCode === 0 ? install : update.exitCode === 0 ? install : update)}`)
    const installed = await find()
    if (installed) return installed
  }
  throw noBrowser(tried.join('; '), options)
}

function canUseApt({ isRoot, hasApt }: InstallBrowserOptions): boolean {
  return (isRoot ?? process.getuid?.() === 0) && (hasApt ?? existsSync('/usr/bin/apt-get'))
}

function noBrowser(tried: string, options: InstallBrowserOptions | undefined): MonitorError {
  const hint =
    options && !canUseApt(options) && existsSync('/usr/bin/apt-get')
      ? 'Run "sudo apt-get install chromium-headless-shell", or "npx playwright install --only-shell chromium", then start again.'
      : 'Install Chrome or Chromium, or run "npx playwright install --only-shell chromium"; or set DOORWATCH_BROWSER to the path of a browser.'
  return new MonitorError('no_browser', `there is no browser, and none could be installed (${tried})`, { hint })
}

function playwrightCommand(): readonly string[] {
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright/package.json')), 'cli.js')
  return [process.execPath, cli, 'install', '--only-shell', 'chromium']
}

function outcomeOf({ exitCode, output }: CommandResult): string {
  const last = output
    .trim()
    .split('\n')
    .findLast((line) => line.trim() !== '')
  return exitCode === 0
    ? 'finished, but no browser was found'
    : `failed (${last?.trim().slice(0, 160) ?? `exit code ${exitCode}`})`
}

const MOST_OUTPUT = 8_000

function runQuietly(command: readonly string[], limitMs: number): Promise<CommandResult> {
  const [program = '', ...args] = command
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' },
    })
    let output = ''
    const collect = (text: Buffer) => {
      output = (output + text.toString()).slice(-MOST_OUTPUT)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    const timer = setTimeout(() => {
      output += `\nnot done within ${limitMs / 1_000} s`
      if (child.pid) process.kill(-child.pid, 'SIGKILL')
    }, limitMs)
    child.once('error', (error) => resolve({ exitCode: 127, output: error.message }))
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ exitCode: code ?? 1, output })
    })
  })
}
