import { readFileSync } from 'node:fs'

/**
 * Reads the note that a process leaves in a file while it runs: JSON with its `pid`.
 * @returns undefined where there is none, where it cannot be read, and where its process has ended, as after a SIGKILL
 */
export function readProcessNote<Note extends { readonly pid: number }>(path: string): Note | undefined {
  try {
    const note = JSON.parse(readFileSync(path, 'utf8')) as Note
    process.kill(note.pid, 0)
    return note
  } catch {
    return undefined
  }
}
