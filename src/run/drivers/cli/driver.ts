import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Artifact } from '../../../core/index.ts'
import type { CliClient, CliReply, CliRequest } from '../../../probe/index.ts'
import { diagnoseCommand, diagnoseOverdueCommand, diagnosePreflight, readCli } from '../../classify/cli.ts'
import { plainText } from '../../classify/cli-objects.ts'
import type { CliReading } from '../../classify/cli-reading.ts'
import type { Diagnosis } from '../../classify/diagnosis.ts'
import { seconds } from '../../classify/seconds.ts'
import { ObservedFailure } from '../../classify/thrown.ts'
import { diagnoseValue } from '../../classify/value.ts'
import { type CommandEnd, type StartedCommand, startCommand } from '../../process/command.ts'
import { killProcessesIn } from '../../process/processes-in.ts'
import { consoleFile } from '../../record/artifacts.ts'
import type { Recorder } from '../../record/recorder.ts'
import type { Scrubber } from '../../secrets/scrub.ts'
import type { Driver } from '../driver.ts'
import { createCliPlace } from './cli-place.ts'

export interface CliRun {
  readonly recorder: Recorder
  readonly scrubber: Scrubber
  readonly env: Readonly<Record<string, string | undefined>>
  readonly evidence?: { readonly artifactDir: string; readonly folder: string } | undefined
}

/** A command under way. */
interface Underway {
  readonly request: CliRequest
  readonly stop: AbortController
  readonly command: StartedCommand
}

/** Drives a cli probe: every command of a run shares one home that is deleted afterwards. */
export function openCliDriver({ recorder, scrubber, env, evidence }: CliRun): Driver {
  const place = createCliPlace(env)
  const log: string[] = []
  const started: Underway[] = []
  let over = false

  const client: CliClient = {
    async run(command, request = {}) {
      const end = await execute(command, request)
      const shown = { ...end, ...clean(end) }
      const reading = readCli(request.profile, shown)
      log.push(`$ ${command.join(' ')}`, shown.stdout, shown.stderr, `exit ${end.exitCode ?? end.killedBy}`)
      note(reading)
      const diagnosis = verdictOn(shown, reading, request)
      if (diagnosis) throw new ObservedFailure(withExit(diagnosis, end))
      return replyOf(end, reading)
    },
  }

  async function execute([program, ...args]: readonly string[], request: CliRequest): Promise<CommandEnd> {
    if (program === undefined) throw new Error('cli.run needs a command')
    if (over) throw new Error('cli.run was called after the run was over')
    place.putFiles(request.files ?? {})
    const stop = new AbortController()
    const environment = place.environment(request.env ?? {})
    try {
      const command = startCommand({ program, args, env: environment, cwd: place.work, signal: stop.signal })
      started.push({ request, stop, command })
      return await command.ended
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? String(cause)
      throw new ObservedFailure({ class: 'spawn', message: `${program} could not be started (${code})` }, cause)
    }
  }

  /** Without escape codes, which could stand inside a secret. Scrubbed before anything of it is cut to length: half a secret in the middle of a text is not recognised any more. */
  function clean({ stdout, stderr }: Pick<CommandEnd, 'stdout' | 'stderr'>): Pick<CommandEnd, 'stdout' | 'stderr'> {
    return { stdout: scrubber.text(plainText(stdout)), stderr: scrubber.text(plainText(stderr)) }
  }

  function note({ status, measures }: CliReading): void {
    const step = recorder.current()
    if (status !== undefined) step?.statuses.set(status, (step.statuses.get(status) ?? 0) + 1)
    for (const [name, value] of Object.entries(measures)) step?.measures.set(name, value)
  }

  function stopAll(): void {
    over = true
    for (const { stop } of started) stop.abort()
  }

  return {
    args: { cli: client },
    begin: () => undefined,
    settle() {},
    async diagnose(_step, thrown) {
      const last = started.at(-1)
      if (thrown.kind !== 'overdue' || !last) return diagnoseValue(scrubber.data(thrown))
      const { request, stop, command } = last
      const printed = { ...clean(command.soFar()), exitCode: undefined }
      stop.abort()
      const reading = readCli(request.profile, printed)
      note(reading)
      const diagnosis = diagnoseOverdueCommand(
        reading,
        thrown.limitMs ?? 0,
        request.preflight !== undefined && request.preflight !== false,
      )
      log.push(printed.stdout, printed.stderr, 'killed: over its time')
      return {
        ...diagnosis,
        detail: `killed after ${seconds(thrown.limitMs ?? 0)}: ${diagnosis.detail ?? lastLines(printed)}`,
      }
    },
    async end(failed) {
      stopAll()
      await Promise.allSettled(started.map(({ command }) => command.ended))
      killProcessesIn(place.root)
      place.remove()
      if (!failed || !evidence) return []
      return [writeLog(evidence.artifactDir, evidence.folder, scrubber, log)]
    },
    abort: stopAll,
  }
}

function verdictOn(end: CommandEnd, reading: CliReading, request: CliRequest): Diagnosis | undefined {
  if (!request.preflight) return diagnoseCommand(end, reading, request.profile)
  const diagnosis = diagnosePreflight(end)
  if (request.preflight !== 'credentials' || end.killedBy) return diagnosis
  return diagnosis && { ...diagnosis, class: 'credentials', message: 'the client is not signed in' }
}

function withExit(diagnosis: Diagnosis, { exitCode, killedBy }: CommandEnd): Diagnosis {
  const how = killedBy ? `killed by ${killedBy}` : `exit code ${exitCode}`
  return { ...diagnosis, detail: diagnosis.detail ? `${how}: ${diagnosis.detail}` : how }
}

function replyOf(end: CommandEnd, { answer, model, result }: CliReading): CliReply {
  const { stdout, stderr, durationMs } = end
  return { exitCode: end.exitCode ?? 0, stdout, stderr, answer: answer ?? '', model, result, durationMs }
}

function lastLines({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  return (stderr.trim() || stdout.trim() || 'it printed nothing').slice(-500)
}

function writeLog(artifactDir: string, folder: string, scrubber: Scrubber, lines: readonly string[]): Artifact {
  mkdirSync(join(artifactDir, folder), { recursive: true, mode: 0o700 })
  const write = consoleFile(join(artifactDir, folder, 'console.log'), scrubber)
  for (const line of lines) if (line !== '') write(line)
  return {
    kind: 'console',
    path: `${folder}/console.log`,
    bytes: statSync(join(artifactDir, folder, 'console.log')).size,
  }
}
