import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Artifact } from '../../core/index.ts'

const WRITTEN_AS_IT_CAME = [
  { kind: 'screenshot', name: 'screenshot.png' },
  { kind: 'console', name: 'console.log' },
] as const

/** What a run that was killed has left of its evidence. A trace is left out: it is scrubbed only when it is complete. */
export function salvage(artifactDir: string, folder: string): readonly Artifact[] {
  return WRITTEN_AS_IT_CAME.flatMap(({ kind, name }) => {
    const path = `${folder}/${name}`
    const bytes = statSync(join(artifactDir, path), { throwIfNoEntry: false })?.size ?? 0
    return bytes > 0 ? [{ kind, path, bytes }] : []
  })
}
