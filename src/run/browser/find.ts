import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { BrowserChoice } from './choice.ts'

const execute = promisify(execFile)

interface FindBrowserOptions {
  /** This browser and no other. */
  readonly path?: string
  /** Only browsers that have a window. */
  readonly visible?: boolean
}

const SHELL_NAMES = ['chromium-headless-shell', 'chrome-headless-shell', 'headless_shell']
const FULL_NAMES = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge']
const MAC_APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
/** Folders with programs. Not PATH: a service is often started without most of it. */
const FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin', '/snap/bin', '/usr/lib/chromium', '/opt/homebrew/bin']

/**
 * The best browser of this machine: Playwright's headless shell, the distribution's, then an installed Chrome or Chromium.
 * With `visible`, Playwright's full browser, then an installed one. A browser that does not print its version is skipped.
 * Undefined where there is none.
 */
export async function findBrowser(options: FindBrowserOptions = {}): Promise<BrowserChoice | undefined> {
  for (const candidate of candidates(options)) {
    const choice = await identify(candidate)
    if (choice) return choice
  }
  return undefined
}

type Candidate = Pick<BrowserChoice, 'path' | 'kind' | 'source'>

function* candidates(options: FindBrowserOptions): Generator<Candidate> {
  if (options.path !== undefined) {
    const kind = /headless[-_]shell/.test(options.path) ? 'shell' : 'full'
    return yield { path: options.path, kind, source: 'named in the configuration or DOORWATCH_BROWSER' }
  }
  const { platform } = process
  yield* downloaded(playwrightFolder(platform), options.visible ? FULL_DOWNLOAD : SHELL_DOWNLOAD)
  const programs = (names: readonly string[]) => names.flatMap((name) => FOLDERS.map((folder) => join(folder, name)))
  for (const path of options.visible ? [] : programs(SHELL_NAMES)) yield { path, kind: 'shell', source: 'installed' }
  const full = [...(platform === 'darwin' ? MAC_APPS : []), ...programs(FULL_NAMES)]
  for (const path of full) yield { path, kind: 'full', source: 'installed' }
}

/** Names of a kind of browser among Playwright's downloads: its folder, and the program in it. */
interface Download {
  readonly kind: BrowserChoice['kind']
  readonly folder: RegExp
  readonly program: RegExp
}

const SHELL_DOWNLOAD: Download = {
  kind: 'shell',
  folder: /^chromium_headless_shell-\d+$/,
  program: /(^|[\\/])(chrome-headless-shell|headless_shell)(\.exe)?$/,
}
const FULL_DOWNLOAD: Download = {
  kind: 'full',
  folder: /^chromium-\d+$/,
  program: /(^|[\\/])(chrome-[a-z0-9]+[\\/]chrome(\.exe)?|MacOS\/(Chromium|Google Chrome for Testing))$/,
}

/** Browsers that Playwright downloaded, newest first. */
function* downloaded(folder: string, { kind, ...names }: Download): Generator<Candidate> {
  if (!existsSync(folder)) return
  const revisions = readdirSync(folder)
    .filter((name) => names.folder.test(name))
    .sort((a, b) => Number(b.split('-')[1]) - Number(a.split('-')[1]))
  for (const revision of revisions) {
    for (const name of readdirSync(join(folder, revision), { recursive: true, encoding: 'utf8' })) {
      if (!names.program.test(name)) continue
      yield { path: join(folder, revision, name), kind, source: 'downloaded by Playwright' }
    }
  }
}

const VERSION_LIMIT_MS = 5_000

/** Runs a browser for its name and version; undefined where it does not exist or does not run. */
async function identify(candidate: Candidate): Promise<BrowserChoice | undefined> {
  if (!existsSync(candidate.path)) return undefined
  try {
    const { stdout } = await execute(candidate.path, ['--version'], { timeout: VERSION_LIMIT_MS })
    const [, name, version] = /^(.*?)\s*(\d+(?:\.\d+)+)/.exec(stdout.trim()) ?? []
    if (version === undefined) return undefined
    const shell = candidate.kind === 'shell' ? ' headless shell' : ''
    return { ...candidate, name: `${(name ?? '').replace(/ for Testing$/, '') || 'Chromium'}${shell}`, version }
  } catch {
    return undefined
  }
}

/** Playwright's default folder for downloads. */
function playwrightFolder(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library/Caches/ms-playwright')
  if (platform === 'win32') return join(homedir(), 'AppData/Local/ms-playwright')
  return join(homedir(), '.cache/ms-playwright')
}
