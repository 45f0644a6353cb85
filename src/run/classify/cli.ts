import type { CliProfile } from '../../core/index.ts'
import { readClaudeCode } from './cli-claude-code.ts'
import { readCodex } from './cli-codex.ts'
import { readGemini } from './cli-gemini.ts'
import { plainText } from './cli-objects.ts'
import { diagnoseNoise, diagnoseProse } from './cli-prose.ts'
import type { CliReading, Printed } from './cli-reading.ts'
import type { Diagnosis } from './diagnosis.ts'
import { diagnoseKilled } from './killed.ts'
import { seconds } from './seconds.ts'

/** How a command ended. */
export interface CommandFacts extends Printed {
  readonly killedBy: string | undefined
  /** Doorwatch sent a signal to the command before it ended. */
  readonly wasStopped?: boolean | undefined
}

const READERS: Readonly<Record<CliProfile, (printed: Printed) => CliReading>> = {
  'claude-code': readClaudeCode,
  codex: readCodex,
  'gemini-cli': readGemini,
}

/** The output of a command, read by its profile; without a profile all of it is the answer. */
export function readCli(profile: CliProfile | undefined, printed: Printed): CliReading {
  const stdout = plainText(printed.stdout)
  if (profile) return READERS[profile]({ ...printed, stdout, stderr: plainText(printed.stderr) })
  const progress = stdout === '' ? 'nothing' : 'text'
  const complete = printed.exitCode !== undefined
  return { answer: stdout, failure: undefined, complete, progress, measures: {}, result: undefined }
}

/** Exit codes of a command that was ended by a signal but caught it (128 + number), and of a program that cannot run. */
const SIGNAL_CODES = new Set([129, 130, 131, 134, 137, 139, 143])
const CANNOT_RUN = new Set([126, 127])
const WRONG_USE =
  /unknown (option|argument|command)s?|unexpected argument|unrecognized (option|argument)|native binary not installed/i

/**
 * Diagnosis of a command that ended, undefined where it succeeded: by its output, then by how it ended. A client that ends
 * without its final object failed, whatever its exit code.
 */
export function diagnoseCommand(end: CommandFacts, reading: CliReading, profile?: CliProfile): Diagnosis | undefined {
  if (reading.failure) return reading.failure
  const { exitCode, killedBy } = end
  if (exitCode === 0 && reading.complete) return undefined
  const text = wordsOf(end)
  const detail = text
  if (isKilledFromOutside(end)) return diagnoseKilled('spawn', 'the command', 'SIGKILL')
  if (killedBy || SIGNAL_CODES.has(exitCode ?? 0)) {
    return { class: 'spawn', message: `the command was killed (${killedBy ?? `exit code ${exitCode}`})`, detail }
  }
  if (exitCode === 0) return { ...withoutResult(reading, text), detail }
  if (CANNOT_RUN.has(exitCode ?? 0) || WRONG_USE.test(end.stderr)) {
    return { class: 'spawn', message: `the command cannot run (exit code ${exitCode})`, detail }
  }
  // Output that the profile does not understand is weaker evidence than the output of a command without profile.
  const isNoise = profile !== undefined && reading.progress === 'nothing'
  const byProse = isNoise ? diagnoseNoise(text) : diagnoseProse(text)
  if (byProse) return { ...byProse, detail }
  // A client that reports no failure is itself broken. A command without profile reports one by its exit code.
  const kind = profile ? 'spawn' : 'server_error'
  return { class: kind, message: `the command ended with exit code ${exitCode}`, detail }
}

/** A client that ends by SIGKILL was killed by the system (out of memory) or by a person. */
function isKilledFromOutside({ killedBy, wasStopped }: CommandFacts): boolean {
  return killedBy === 'SIGKILL' && !wasStopped
}

/** A reply that had begun broke off; other output that is not understood means that the client changed. */
function withoutResult({ progress }: CliReading, text: string): Diagnosis {
  if (progress !== 'nothing') return { class: 'truncated', message: 'the command ended without a result' }
  const what = text === '' ? 'the client printed nothing' : 'the output of the client cannot be parsed'
  return { class: 'drift', message: `${what}; compare its version with the profile` }
}

function wordsOf({ stdout, stderr }: CommandFacts): string {
  return (plainText(stderr).trim() || plainText(stdout).trim()).slice(0, 800)
}

/** Diagnosis of a pre-flight, undefined where it succeeded. It asks only the client, so its failure is never the service's. */
export function diagnosePreflight(end: CommandFacts): Diagnosis | undefined {
  if (end.exitCode === 0) return undefined
  if (isKilledFromOutside(end)) return diagnoseKilled('spawn', 'the client', 'SIGKILL')
  const text = wordsOf(end)
  const how = end.killedBy ? `killed by ${end.killedBy}` : `exit code ${end.exitCode}`
  return { class: 'spawn', message: `the client does not run (${how})`, detail: text }
}

/** Diagnosis of a command that ran out of time: its output so far shows what it was waiting for. */
export function diagnoseOverdueCommand(reading: CliReading, limitMs: number, preflight: boolean): Diagnosis {
  const within = `within ${seconds(limitMs)}`
  if (preflight) return { class: 'spawn', message: `the client did not answer its own check ${within}` }
  if (reading.failure) return reading.failure
  // For example a server that it started still holds its pipes.
  if (reading.complete) return { class: 'spawn', message: `the client answered and did not end ${within}` }
  if (reading.progress === 'text') return { class: 'stalled', message: `the reply began and did not end ${within}` }
  if (reading.progress === 'opened') return { class: 'timeout', message: `no first token ${within}` }
  return { class: 'timeout', message: `no answer ${within}` }
}
