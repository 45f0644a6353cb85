import { readWorkerNote, type WorkerNote, watchedBy } from '../../app/index.ts'
import { defined, SILENT } from '../../core/index.ts'
import {
  type Check,
  type Checkup,
  checksFor,
  configFindings,
  type Finding,
  type Level,
  type Progress,
  runChecks,
} from '../../setup/doctor/index.ts'
import { type Context, configFor } from '../process/context.ts'
import { EXIT } from '../process/exit-codes.ts'
import { STOP_LIMIT_MS, stopRequest } from '../process/interrupt.ts'
import type { Paint, Style } from '../terminal/colour.ts'

interface DoctorOptions {
  readonly config?: string
  readonly json?: boolean
  readonly sendTest?: boolean
}

/** `doorwatch doctor`: checks the setup. Exit code 1 if a check fails, 2 if the configuration is not usable. */
export async function doctor(context: Context, options: DoctorOptions): Promise<void> {
  const { checks, end, findings, code } = await prepare(context, options)
  const interrupted = new AbortController()
  void stopRequest(STOP_LIMIT_MS).requested.then(() => interrupted.abort())
  const { signal } = interrupted
  const checked = await runWithProgress(context, checks, signal)
  await end()
  if (signal.aborted) process.exit(EXIT.interrupted)
  const all = [...findings, ...checked]
  const text = options.json ? `${JSON.stringify({ findings: all }, null, 2)}\n` : report(all, context.paint)
  const failed = all.some(({ level }) => level === 'fail')
  // A check that exceeded its time may keep a socket or a process open, so exit without waiting for it.
  context.stdout.write(text, () => process.exit(code ?? (failed ? EXIT.failing : EXIT.good)))
}

async function prepare(
  context: Context,
  options: DoctorOptions,
): Promise<Checkup & { readonly findings: readonly Finding[]; readonly code?: number }> {
  try {
    const config = await configFor(context, options)
    const sendTest = options.sendTest === true
    return {
      ...checksFor(config, {
        ...{ clock: context.clock, log: SILENT, sendTest, watched: watchedBy(config) },
        readPings: () => pingsOf(readWorkerNote(config.stateDir)),
      }),
      findings: [],
    }
  } catch (error) {
    return { checks: [], end: async () => {}, findings: configFindings(error), code: EXIT.usage }
  }
}

function pingsOf(note: WorkerNote | undefined) {
  return note && defined({ failure: note.deadMan })
}

/** Runs the checks and shows on a terminal which ones are still running. */
async function runWithProgress(
  { stderr }: Context,
  checks: readonly Check[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const show = (progress: Progress) => {
    const open = checks.filter((_, index) => progress[index] === undefined).map(({ name }) => name)
    stderr.hint(open.length > 0 ? `checking ${open.join(', ')} …` : '')
  }
  show([])
  try {
    return await runChecks(checks, { onProgress: show, signal })
  } finally {
    stderr.hint('')
  }
}

const SIGN: Readonly<Record<Level, readonly [string, Style]>> = {
  ok: ['✓', 'green'],
  warn: ['▲', 'yellow'],
  fail: ['✗', 'red'],
}

function report(findings: readonly Finding[], paint: Paint): string {
  const width = Math.max(...findings.map(({ check }) => check.length))
  const lines = findings.flatMap(({ check, level, text, todo }) => {
    const [sign, style] = SIGN[level]
    const line = `${paint(style, sign)} ${check.padEnd(width)}  ${text}`
    return todo === undefined ? [line] : [line, paint('dim', `  ${' '.repeat(width)}  ${todo}`)]
  })
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length
  const sum = `${count('ok')} passed, ${count('warn')} with a warning, ${count('fail')} failed`
  return `${[...lines, '', sum].join('\n')}\n`
}
