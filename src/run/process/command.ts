import { type ChildProcess, spawn } from 'node:child_process'

interface CommandRequest {
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly signal: AbortSignal
}

export interface CommandEnd {
  readonly exitCode: number | undefined
  readonly killedBy: NodeJS.Signals | undefined
  /** `signal` was aborted before the command ended. */
  readonly wasStopped: boolean
  readonly stdout: string
  readonly stderr: string
  readonly durationMs: number
}

/** A running command. */
export interface StartedCommand {
  readonly ended: Promise<CommandEnd>
  /** Its output so far. */
  soFar(): { readonly stdout: string; readonly stderr: string }
}

/** Characters of each stream of output that are kept. */
const MOST_OUTPUT = 1024 * 1024
const KILL_AFTER_MS = 2_000
/** How long after the command's exit pipes are read that a child of it holds open. */
const DRAIN_MS = 500

/** Process groups of running commands, killed when this process exits. */
const alive = new Set<number>()
process.on('exit', () => {
  for (const pid of alive) killGroup(pid, 'SIGKILL')
})

/**
 * Runs a command without a shell, in a process group of its own, with standard input closed. When `signal` aborts, the
 * group gets SIGTERM, and SIGKILL two seconds later; never SIGINT, upon which a client may report success. The whole group
 * ends with the command. `ended` rejects with the error of spawn (ENOENT, EACCES) where it does not start.
 */
export function startCommand(request: CommandRequest): StartedCommand {
  const { program, args, env, cwd, signal } = request
  const begunAt = performance.now()
  const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true, shell: false })
  if (child.pid !== undefined) alive.add(child.pid)
  const output = collect(child)

  let killTimer: NodeJS.Timeout | undefined
  const end = () => {
    killGroup(child.pid, 'SIGTERM')
    killTimer = setTimeout(() => killGroup(child.pid, 'SIGKILL'), KILL_AFTER_MS)
  }
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()

  const ended = new Promise<CommandEnd>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, killedBy) => {
      const exit = { exitCode: code ?? undefined, killedBy: killedBy ?? undefined, wasStopped: signal.aborted }
      const settle = () => resolve({ ...exit, ...output(), durationMs: performance.now() - begunAt })
      killGroup(child.pid, 'SIGKILL')
      // A process that left the group may hold the pipes open for ever.
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
    clearTimeout(killTimer)
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

/** Sends a signal to a process group. One that already ended is no error. */
function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // ESRCH: the group has ended.
  }
}
