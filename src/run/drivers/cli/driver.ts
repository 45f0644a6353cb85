import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Artifact, codeOf } from '../../../core/index.ts'
import type { CliClient, CliReply, CliRequest } from '../../../probe/index.ts'
import { diagnoseCommand, diagnoseOverdueCommand, diagnosePreflight, readCli } from '../../classify/cli.ts'
import { plainText } from '../../classify/cli-objects.ts'
import type { CliReading } from '../../classify/cli-reading.ts'
import type { Diagnosis } from '../../classify/diagnosis.ts'
import { seconds } from '../../classify/seconds.ts'
import { ObservedFailure, type Thrown } from '../../classify/thrown.ts'
import { diagnoseValue } from '../../classify/value.ts'
import { type CommandEnd, type StartedCommand, startCommand } from '../../process/command.ts'
import { killProcessesIn } from '../../process/processes-in.ts'
import { consoleFile } from '../../record/artifacts.ts'
import type { OpenStep, Recorder } from '../../record/recorder.ts'
import type { Scrubber } from '../../secrets/scrub.ts'
import type { Driver } from '../driver.ts'
import { type CliPlace, createCliPlace } from './cli-place.ts'

interface CliRun {
  readonly recorder: Recorder
  readonly scrubber: Scrubber
  readonly env: Readonly<Record<string, string | undefined>>
  readonly evidence?: { readonly artifactDir: string; readonly folder: string } | undefined
}

/** Drives a cli probe. All commands of a run share one home, which is deleted afterwards. */
export function openCliDriver(run: CliRun): Driver {
  return new CliDriver(run)
}

type Output = Pick<CommandEnd, 'stdout' | 'stderr'>

interface Command {
  readonly request: CliRequest
  readonly stop: AbortController
  readonly started: StartedCommand
}

class CliDriver implements Driver {
  readonly args: { readonly cli: CliClient }
  readonly #run: CliRun
  readonly #place: CliPlace
  readonly #log: string[] = []
  readonly #commands: Command[] = []
  #isOver = false

  constructor(run: CliRun) {
    this.#run = run
    this.#place = createCliPlace(run.env)
    this.args = { cli: { run: (command, request = {}) => this.#runCommand(command, request) } }
  }

  begin(_step: OpenStep, _limitMs: number): undefined {}

  settle(_step: OpenStep): void {}

  async diagnose(_step: OpenStep | undefined, thrown: Thrown): Promise<Diagnosis> {
    const last = this.#commands.at(-1)
    if (thrown.kind !== 'overdue' || !last) return diagnoseValue(this.#run.scrubber.data(thrown))
    const { profile, preflight = false } = last.request
    const limitMs = thrown.limitMs ?? 0
    const printed = { ...this.#clean(last.started.soFar()), exitCode: undefined }
    last.stop.abort()
    const reading = readCli(profile, printed)
    this.#note(reading)
    const diagnosis = diagnoseOverdueCommand(reading, limitMs, preflight !== false)
    this.#log.push(printed.stdout, printed.stderr, 'killed: over its time')
    const words = diagnosis.detail ?? lastLines(printed)
    return { ...diagnosis, detail: `killed after ${seconds(limitMs)}: ${words}` }
  }

  async end(failed: boolean): Promise<readonly Artifact[]> {
    this.abort()
    await Promise.allSettled(this.#commands.map(({ started }) => started.ended))
    killProcessesIn(this.#place.root)
    this.#place.remove()
    const { evidence, scrubber } = this.#run
    if (!failed || !evidence) return []
    return [writeLog(evidence, scrubber, this.#log)]
  }

  abort(): void {
    this.#isOver = true
    for (const { stop } of this.#commands) stop.abort()
  }

  async #runCommand(command: readonly string[], request: CliRequest): Promise<CliReply> {
    const end = await this.#execute(command, request)
    const scrubbed = { ...end, ...this.#clean(end) }
    const reading = readCli(request.profile, scrubbed)
    this.#log.push(`$ ${command.join(' ')}`, scrubbed.stdout, scrubbed.stderr, `exit ${end.exitCode ?? end.killedBy}`)
    this.#note(reading)
    const diagnosis = diagnoseEnd(scrubbed, reading, request)
    if (diagnosis) throw new ObservedFailure(withExit(diagnosis, end))
    return replyOf(end, reading)
  }

  async #execute([program, ...args]: readonly string[], request: CliRequest): Promise<CommandEnd> {
    if (program === undefined) throw new Error('cli.run needs a command')
    if (this.#isOver) throw new Error('cli.run was called after the run was over')
    this.#place.putFiles(request.files ?? {})
    const stop = new AbortController()
    const env = this.#place.environment(request.env ?? {})
    try {
      const started = startCommand({ program, args, env, cwd: this.#place.work, signal: stop.signal })
      this.#commands.push({ request, stop, started })
      return await started.ended
    } catch (cause) {
      const code = codeOf(cause) ?? String(cause)
      throw new ObservedFailure({ class: 'spawn', message: `${program} could not be started (${code})` }, cause)
    }
  }

  /** Without escape codes, which could stand inside a secret. Scrubbed before it is cut: half a secret is not recognised. */
  #clean({ stdout, stderr }: Output): Output {
    const { scrubber } = this.#run
    return { stdout: scrubber.text(plainText(stdout)), stderr: scrubber.text(plainText(stderr)) }
  }

  #note({ status, measures }: CliReading): void {
    const step = this.#run.recorder.current()
    if (status !== undefined) step?.statuses.set(status, (step.statuses.get(status) ?? 0) + 1)
    for (const [name, value] of Object.entries(measures)) step?.measures.set(name, value)
  }
}

function diagnoseEnd(end: CommandEnd, reading: CliReading, request: CliRequest): Diagnosis | undefined {
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

function lastLines({ stdout, stderr }: Output): string {
  return (stderr.trim() || stdout.trim() || 'it printed nothing').slice(-500)
}

function writeLog(
  { artifactDir, folder }: NonNullable<CliRun['evidence']>,
  scrubber: Scrubber,
  lines: readonly string[],
): Artifact {
  mkdirSync(join(artifactDir, folder), { recursive: true, mode: 0o700 })
  const file = join(artifactDir, folder, 'console.log')
  const write = consoleFile(file, scrubber)
  for (const line of lines) if (line !== '') write(line)
  return { kind: 'console', path: `${folder}/console.log`, bytes: statSync(file).size }
}
