import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { Secret } from '../../../core/index.ts'

/** Variables of the runner's environment that a command gets. Probe and target name the others. */
const PROXY = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY']
const PASSED_ON = ['PATH', 'LANG', 'TZ', 'NODE_EXTRA_CA_CERTS', ...PROXY, ...PROXY.map((name) => name.toLowerCase())]

/** Folders of the commands of one run: home, temporary files, working folder. All are deleted with it. */
export interface CliPlace {
  /** Contains the other folders. */
  readonly root: string
  readonly home: string
  readonly work: string
  /** The whole environment of a command. */
  environment(variables: Readonly<Record<string, string | Secret>>): Record<string, string>
  /** Writes files below the home, by relative path. @throws Error for a path outside it */
  putFiles(files: Readonly<Record<string, string>>): void
  remove(): void
}

/** Creates the folders of one run. @param runnerEnv source of PATH, LANG, TZ and the proxy variables */
export function createCliPlace(runnerEnv: Readonly<Record<string, string | undefined>>): CliPlace {
  const root = mkdtempSync(join(tmpdir(), 'doorwatch-cli-'))
  const [home, tmp, work] = ['home', 'tmp', 'work'].map((name) => join(root, name)) as [string, string, string]
  for (const folder of [home, tmp, work]) mkdirSync(folder, { mode: 0o700 })
  const passed = PASSED_ON.flatMap((name) => (runnerEnv[name] === undefined ? [] : [[name, runnerEnv[name]]]))

  return {
    root,
    home,
    work,
    environment(variables) {
      const named = Object.entries(variables).map(([name, value]) => [name, valueIn(home, value)])
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
    // A dying process may still write while the folder is deleted: then the deletion is repeated.
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 }),
  }
}

function valueIn(home: string, value: string | Secret): string {
  const text = value instanceof Secret ? value.reveal() : value
  return text.startsWith('~/') ? join(home, text.slice(2)) : text
}
