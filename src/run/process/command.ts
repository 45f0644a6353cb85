import { type ChildProcess, spawn } from 'node:child_process'

export interface CommandRequest {
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly signal: AbortSignal
}

export interface CommandEnd {
  readonly exitCode: number | undefined
  readonly killedBy: NodeJS.Signals | undefined
  readonly stdout: string
  readonly stderr: string
  readonly durationMs: number
}

/** A command that was started. */
export interface StartedCommand {
  readonly ended: Promise<CommandEnd>
  /** What it has printed so far. */
  soFar(): { readonly stdout: string; readonly stderr: string }
}

/** Characters of each stream of output that are kept. */
const MOST_OUTPUT = 1024 * 1024
const KILL_AFTER_MS = 2_000
/** After the command's own end, pipes that a child of it holds open are waited for no longer than this. */
const DRAIN_MS = 500

/** Groups that are alive. A process that ends takes its commands with it, whatever ends it in order. */
const alive = new Set<number>()
process.on('exit', () => {
  for (const pid of alive) killGroup(pid, 'SIGKILL')
})

/**
 * Runs a command without a shell, in a process group of its own, with standard input closed. When `signal` aborts, the
 * group gets SIGTERM, and SIGKILL two seconds later; never SIGINT, upon which a client may report success. What the
 * command leaves running in its group ends with it. `ended` rejects with the error of spawn (ENOENT, EACCES) where it does not start.
 */
export function startCommand(request: CommandRequest): StartedCommand {
  const { program, args, env, cwd, signal } = request
  const begunAt = performance.now()
  const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true, shell: false })
  if (child.pid !== undefined) alive.add(child.pid)
  const output = collect(child)

  let lastResort: NodeJS.Timeout | undefined
  const end = () => {
    killGroup(child.pid, 'SIGTERM')
    lastResort = setTimeout(() => killGroup(child.pid, 'SIGKILL'), KILL_AFTER_MS)
  }
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()

  const ended = new Promise<CommandEnd>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, killedBy) => {
      const exit = { exitCode: code ?? undefined, killedBy: killedBy ?? undefined }
      const settle = () => resolve({ ...exit, ...output(), durationMs: performance.now() - begunAt })
      killGroup(child.pid, 'SIGKILL')
      // Something that left the group may hold the pipes open for ever.
      const late = setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, DRAIN_MS)
      child.once('close', () => {
        clearTimeout(late)
        settle()
      })
    })
  }).finally(() => {
    clearTimeout(lastResort)
    signal.removeEventListener('abort', end)
    if (child.pid !== undefined) alive.delete(child.pid)
  })
  return { ended, soFar: output }
}

function collect(child: ChildProcess): () => { readonly stdout: string; readonly stderr: string } {
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      const room = MOST_OUTPUT - output[name].length
      if (room > 0) output[name] += text.slice(0, room)
    })
  }
  return () => ({ ...output })
}

/** Sends a signal to a whole process group; one that is gone already is no error. */
function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // ESRCH: nobody left to tell.
  }
}
