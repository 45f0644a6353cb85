import type { Context } from 'hono'
import type { SandboxSurface } from '../faults/surfaces.ts'
import type { Env } from './deps.ts'

/** `cli` by the user agent of a command-line client (Claude Code, Codex, Gemini CLI, our own), else `other`. */
export function surfaceOfClient(other: SandboxSurface): (c: Context<Env>) => SandboxSurface {
  return (c) => {
    const isCommandLine =
      c.req.header('x-app') === 'cli' || /cli(-\w+)?\/|\bcodex/i.test(c.req.header('user-agent') ?? '')
    return isCommandLine ? 'cli' : other
  }
}
