import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { Secret } from '../../../core/index.ts'

/** Variables of our own environment that a command gets; everything else is named by the probe or its target. */
const PROXY = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY']
const PASSED_ON = ['PATH', 'LANG', 'TZ', 'NODE_EXTRA_CA_CERTS', ...PROXY, ...PROXY.map((name) => name.toLowerCase())]

/** Where the commands of one run live: a home, a temporary folder and a folder to work in, all deleted with it. */
export interface CliPlace {
  /** All of it lies in here. */
  readonly root: string
  readonly home: string
  readonly work: string
  /** The whole environment of a command. */
  environment(given: Readonly<Record<string, string | Secret>>): Record<string, string>
  /** Puts files into the home, by relative path; gives how many. */
  putFiles(files: Readonly<Record<string, string>>): void
  remove(): void
}

/** Makes the folders of one run. `own` is the environment that PATH, LANG and TZ are taken from. */
export function createCliPlace(own: Readonly<Record<string, string | undefined>>): CliPlace {
  const root = mkdtempSync(join(tmpdir(), 'doorwatch-cli-'))
  const [home, tmp, work] = ['home', 'tmp', 'work'].map((name) => join(root, name)) as [string, string, string]
  for (const folder of [home, tmp, work]) mkdirSync(folder, { mode: 0o700 })
  const passed = PASSED_ON.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]]))

  return {
    root,
    home,
    work,
    environment(given) {
      const named = Object.entries(given).map(([name, value]) => [name, valueIn(home, value)])
      return { ...Object.fromEntries(passed), HOME: home, TMPDIR: tmp, ...Object.fromEntries(named) }
    },
    putFiles(files) {
      for (const [name, text] of Object.entries(files)) {
        const path = resolve(home, name)
        if (relative(home, path).startsWith('..')) throw new Error(`${name} is not inside the command's home`)
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, text, { mode: 0o600 })
      }
    },
    // A process that is dying may still write: what it writes while we look is tried again.
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 }),
  }
}

function valueIn(home: string, value: string | Secret): string {
  const text = value instanceof Secret ? value.reveal() : value
  return text.startsWith('~/') ? join(home, text.slice(2)) : text
}
