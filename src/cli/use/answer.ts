import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { UseFile } from '../../app/index.ts'
import type { WorkflowUse } from '../../continuity/index.ts'
import { readUseRequest, type UseRequest } from './request.ts'

/** What `doorwatch use` prints, and its exit code. */
interface UseAnswer {
  readonly stdout: string
  readonly stderr: string
  /** 0: use this target. 1: the work stops, goes by hand, or nothing replaces the primary. 3: stale, the primary is named. */
  readonly code: 0 | 1 | 3
}

/** Longest text from a file that is printed, in characters. */
const LONGEST = 200

/**
 * The answer to `doorwatch use …` from the file of the worker; undefined where the whole command line has to answer. Loads
 * nothing but Node: a shell asks before every command.
 */
export function answerFromFile(
  argv: readonly string[],
  from: { readonly folder: string; readonly state: string | undefined; readonly now: number },
): UseAnswer | undefined {
  if (argv[0] !== 'use') return undefined
  const request = readUseRequest(argv.slice(1))
  if (!request) return undefined
  const root = request.config === undefined ? from.folder : dirname(resolve(from.folder, request.config))
  const file = readUseFile(from.state === undefined ? join(root, '.doorwatch') : resolve(root, from.state))
  const use = file?.workflows[request.workflow]
  return file && use ? answerFor(request, use, file, from.now) : undefined
}

/** The file in the state folder; undefined where it is missing or broken. */
export function readUseFile(stateDir: string): UseFile | undefined {
  try {
    const file = JSON.parse(readFileSync(join(stateDir, 'use.json'), 'utf8')) as UseFile
    return file.version === 1 && typeof file.at === 'number' && file.workflows && file.variables ? file : undefined
  } catch {
    return undefined
  }
}

/** What an answer is made from: the file of a worker, or the configuration alone. */
interface UseSource extends Pick<UseFile, 'freshForMs' | 'variables'> {
  /** When the worker wrote it, epoch ms; absent where none has written. */
  readonly at?: number
}

/** The answer for one workflow. Stale data name the primary: a monitor that is away must stop no work. */
export function answerFor(request: UseRequest, use: WorkflowUse, source: UseSource, now: number): UseAnswer {
  const { at, freshForMs } = source
  const isStale = at === undefined || !(Math.abs(now - at) <= freshForMs)
  const mode = isStale ? 'primary' : use.mode
  const surface = isStale ? use.primary : use.surface
  const answer = mode === 'stop' || mode === 'manual' ? mode : surface
  const variables = source.variables[surface] ?? {}
  return {
    stdout: text(request, { answer, mode, surface, isStale, use, variables }),
    stderr: isStale ? staleNote(at, surface) : noteOf(use),
    code: isStale ? 3 : mode === 'primary' || mode === 'switch' ? 0 : 1,
  }
}

interface Shown {
  readonly answer: string
  readonly mode: WorkflowUse['mode']
  readonly surface: string
  readonly isStale: boolean
  readonly use: WorkflowUse
  readonly variables: Readonly<Record<string, string>>
}

function text(request: UseRequest, { answer, mode, surface, isStale, use, variables }: Shown): string {
  if (request.json) {
    const { primary, since, incidents } = use
    const fields = { workflow: request.workflow, use: answer, mode, surface, primary, stale: isStale }
    return `${JSON.stringify({ ...fields, since: isStale ? undefined : since, incidents: isStale ? [] : incidents, variables })}\n`
  }
  if (!request.env) return `${printable(answer)}\n`
  const isAtWork = answer === surface
  const lines = { DOORWATCH_USE: answer, DOORWATCH_MODE: isStale ? 'stale' : mode, ...(isAtWork ? variables : {}) }
  return Object.entries(lines)
    .filter(([name]) => /^[A-Z][A-Z0-9_]*$/.test(name))
    .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
    .join('')
}

function staleNote(at: number | undefined, surface: string): string {
  const when = at === undefined ? 'no worker has written yet' : `the worker last wrote at ${timeOf(at)}`
  return `doorwatch: stale, ${when}. Use the primary: ${printable(surface)}. Start the worker: doorwatch start\n`
}

function noteOf({ mode, primary, incidents }: WorkflowUse): string {
  if (mode !== 'down') return ''
  return `doorwatch: ${printable(primary)} is in trouble (${printable(incidents.join(', '))}) and nothing can replace it\n`
}

function timeOf(at: number): string {
  return Number.isFinite(at) && Math.abs(at) < 8.64e15 ? new Date(at).toISOString() : 'an unknown time'
}

/** For a shell: in single quotes, which take everything as it is. */
function quoted(value: string): string {
  return `'${printable(value).replaceAll("'", "'\\''")}'`
}

function printable(value: string): string {
  return String(value).replace(/\p{C}/gu, ' ').slice(0, LONGEST)
}
