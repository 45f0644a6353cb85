import { spawn } from 'node:child_process'

export interface CommandRequest {
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly signal: AbortSignal
  readonly onOutput: (text: string) => void
}

export interface CommandEnd {
  readonly exitCode: number | undefined
  readonly killedBy: NodeJS.Signals | undefined
  readonly stdout: string
  readonly stderr: string
  readonly durationMs: number
}

const MOST_OUTPUT = 1024 * 1024
const KILL_AFTER_MS = 2_000

/**
 * Runs a command without a shell, in a process group of its own, with standard input closed. When `signal` aborts, the
 * group gets SIGTERM, and SIGKILL two seconds later.
 * @throws the error of spawn (ENOENT, EACCES) where it does not start
 */
export function runCommand(request: CommandRequest): Promise<CommandEnd> {
  const { program, args, env, cwd, signal } = request
  const begunAt = performance.now()
  const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true, shell: false })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8')
    child[name].on('data', (text: string) => {
      output[name] = (output[name] + text).slice(0, MOST_OUTPUT)
      if (name === 'stdout') request.onOutput(text)
    })
  }

  let lastResort: NodeJS.Timeout | undefined
  const end = () => {
    killGroup(child.pid, 'SIGTERM')
    lastResort = setTimeout(() => killGroup(child.pid, 'SIGKILL'), KILL_AFTER_MS)
  }
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()

  return new Promise<CommandEnd>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, killedBy) => {
      // What the command started and left behind goes with it.
      killGroup(child.pid, 'SIGKILL')
      const ended = { exitCode: code ?? undefined, killedBy: killedBy ?? undefined }
      resolve({ ...ended, ...output, durationMs: performance.now() - begunAt })
    })
  }).finally(() => {
    clearTimeout(lastResort)
    signal.removeEventListener('abort', end)
  })
}

/** Sends a signal to a whole process group; one that is gone already is no error. */
export function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // ESRCH: nobody left to tell.
  }
}
