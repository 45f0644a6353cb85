import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { type Artifact, Secret } from '../../core/index.ts'
import type { CliClient, CliReply, CliRequest } from '../../probe/index.ts'
import { consoleFile } from '../artifacts.ts'
import { diagnoseCommand, diagnoseOverdueCommand } from '../classify/cli.ts'
import { ObservedFailure } from '../classify/thrown.ts'
import { diagnoseValue } from '../classify/value.ts'
import type { Recorder } from '../recorder.ts'
import type { Scrubber } from '../scrub.ts'
import { readCliOutput } from './cli-output.ts'
import { type CommandEnd, runCommand } from './command.ts'
import type { Driver } from './driver.ts'

/** Variables of our own environment that a command gets; everything else is named by the probe or its target. */
const PASSED_ON = ['PATH', 'LANG', 'TZ']

export interface CliRun {
  readonly recorder: Recorder
  readonly scrubber: Scrubber
  readonly env: Readonly<Record<string, string | undefined>>
  readonly evidence?: { readonly artifactDir: string; readonly folder: string } | undefined
}

/** Drives a cli probe: every command of a run shares one home that is deleted afterwards. */
export function openCliDriver({ recorder, scrubber, env, evidence }: CliRun): Driver {
  const stop = new AbortController()
  const home = mkdtempSync(join(tmpdir(), 'doorwatch-cli-'))
  const log: string[] = []
  let soFar = ''
  let running: Promise<unknown> = Promise.resolve()

  const client: CliClient = {
    async run(command, request = {}) {
      soFar = ''
      const end = await execute(command, request)
      const output = readCliOutput(end.stdout)
      log.push(`$ ${command.join(' ')}`, end.stdout, end.stderr, `exit ${end.exitCode ?? end.killedBy}`)
      const step = recorder.current()
      const status = output.result?.api_error_status
      if (typeof status === 'number') step?.statuses.set(status, (step.statuses.get(status) ?? 0) + 1)
      const diagnosis = diagnoseCommand(end, output)
      if (diagnosis) throw new ObservedFailure(diagnosis)
      return replyOf(end, output.result)
    },
  }

  async function execute(command: readonly string[], request: CliRequest): Promise<CommandEnd> {
    const [program, ...args] = command
    if (program === undefined) throw new Error('cli.run needs a command')
    placeFiles(home, request.files ?? {})
    try {
      const ended = runCommand({
        program,
        args,
        env: environmentFor(home, env, request.env ?? {}),
        cwd: home,
        signal: stop.signal,
        onOutput: (text) => {
          soFar += text
        },
      })
      running = ended.catch(() => {})
      return await ended
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? String(cause)
      throw new ObservedFailure({ class: 'spawn', message: `${program} could not be started (${code})` }, cause)
    }
  }

  return {
    args: { cli: client },
    begin() {},
    settle() {},
    async diagnose(_step, thrown) {
      if (thrown.kind !== 'overdue') return diagnoseValue(thrown)
      stop.abort()
      return diagnoseOverdueCommand(readCliOutput(soFar), thrown.limitMs ?? 0)
    },
    async end(failed) {
      stop.abort()
      await running
      rmSync(home, { recursive: true, force: true })
      if (!failed || !evidence) return []
      return [writeLog(evidence.artifactDir, evidence.folder, scrubber, [...log, soFar])]
    },
    abort: () => stop.abort(),
  }
}

function environmentFor(
  home: string,
  own: Readonly<Record<string, string | undefined>>,
  given: Readonly<Record<string, string | Secret>>,
): Record<string, string> {
  const passed = PASSED_ON.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]]))
  const named = Object.entries(given).map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value])
  return { ...Object.fromEntries(passed), HOME: home, TMPDIR: home, ...Object.fromEntries(named) }
}

function placeFiles(home: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = resolve(home, name)
    if (relative(home, path).startsWith('..')) throw new Error(`${name} is not inside the command's home`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text, { mode: 0o600 })
  }
}

function replyOf(end: CommandEnd, result: CliReply['result']): CliReply {
  const { stdout, stderr, durationMs } = end
  return { exitCode: end.exitCode ?? 0, stdout, stderr, result, durationMs }
}

function writeLog(artifactDir: string, folder: string, scrubber: Scrubber, lines: readonly string[]): Artifact {
  mkdirSync(join(artifactDir, folder), { recursive: true, mode: 0o700 })
  const path = join(artifactDir, folder, 'console.log')
  const write = consoleFile(path, scrubber)
  for (const line of lines) if (line !== '') write(line)
  return { kind: 'console', path: `${folder}/console.log`, bytes: lines.reduce((sum, line) => sum + line.length, 0) }
}
