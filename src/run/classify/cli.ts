import type { CliProfile } from '../../core/index.ts'
import { readClaudeCode } from './cli-claude-code.ts'
import { readCodex } from './cli-codex.ts'
import { readGemini } from './cli-gemini.ts'
import { plainText } from './cli-objects.ts'
import { diagnoseNoise, diagnoseProse } from './cli-prose.ts'
import type { CliReading, Printed } from './cli-reading.ts'
import type { Diagnosis } from './diagnosis.ts'
import { seconds } from './seconds.ts'

/** How a command came to its end. */
export interface CommandFacts extends Printed {
  readonly killedBy: string | undefined
}

const READERS: Readonly<Record<CliProfile, (printed: Printed) => CliReading>> = {
  'claude-code': readClaudeCode,
  codex: readCodex,
  'gemini-cli': readGemini,
}

/** What a command printed, read as its profile says; without one, all of it is the answer. */
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
 * What made a command fail, undefined where it did well: what its output says; how it ended; and a client that ends
 * without its last word has not succeeded, whatever its exit code.
 */
export function diagnoseCommand(end: CommandFacts, reading: CliReading, profile?: CliProfile): Diagnosis | undefined {
  if (reading.failure) return reading.failure
  const { exitCode, killedBy } = end
  if (exitCode === 0 && reading.complete) return undefined
  const text = wordsOf(end)
  const detail = text
  if (killedBy || SIGNAL_CODES.has(exitCode ?? 0)) {
    return { class: 'spawn', message: `the command was killed (${killedBy ?? `exit code ${exitCode}`})`, detail }
  }
  if (exitCode === 0) return { ...withoutResult(reading, text), detail }
  if (CANNOT_RUN.has(exitCode ?? 0) || WRONG_USE.test(end.stderr)) {
    return { class: 'spawn', message: `the command cannot run (exit code ${exitCode})`, detail }
  }
  // What its profile does not understand says less of the service than the words of a plain command.
  const isNoise = profile !== undefined && reading.progress === 'nothing'
  const byProse = isNoise ? diagnoseNoise(text) : diagnoseProse(text)
  if (byProse) return { ...byProse, detail }
  // A client says what went wrong; one that says nothing is itself broken. A plain command says it by its exit code.
  const kind = profile ? 'spawn' : 'server_error'
  return { class: kind, message: `the command ended with exit code ${exitCode}`, detail }
}

/** Only a reply that had begun can have broken off; output that is not understood is a change of the client. */
function withoutResult({ progress }: CliReading, text: string): Diagnosis {
  if (progress !== 'nothing') return { class: 'truncated', message: 'the command ended without a result' }
  const what = text === '' ? 'the client printed nothing' : 'the output of the client is not understood'
  return { class: 'drift', message: `${what}; compare its version with the profile` }
}

function wordsOf({ stdout, stderr }: CommandFacts): string {
  return (plainText(stderr).trim() || plainText(stdout).trim()).slice(0, 800)
}

/** A pre-flight asks the client and not the service: whatever goes wrong is the client's, and so the probe's to mend. */
export function diagnosePreflight(end: CommandFacts): Diagnosis | undefined {
  if (end.exitCode === 0) return undefined
  const text = wordsOf(end)
  const how = end.killedBy ? `killed by ${end.killedBy}` : `exit code ${end.exitCode}`
  return { class: 'spawn', message: `the client does not run (${how})`, detail: text }
}

/** A command that was still running when its time was over: what it printed so far tells what it was waiting for. */
export function diagnoseOverdueCommand(reading: CliReading, limitMs: number, preflight: boolean): Diagnosis {
  const within = `within ${seconds(limitMs)}`
  if (preflight) return { class: 'spawn', message: `the client did not answer for itself ${within}` }
  if (reading.failure) return reading.failure
  // Such as a server it started that holds its pipes.
  if (reading.complete) return { class: 'spawn', message: `the client answered and did not end ${within}` }
  if (reading.progress === 'text') return { class: 'stalled', message: `the reply began and did not end ${within}` }
  if (reading.progress === 'opened') return { class: 'timeout', message: `no first token ${within}` }
  return { class: 'timeout', message: `no answer ${within}` }
}
