import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Artifact } from '../../core/index.ts'

const WRITTEN_DURING_THE_RUN = [
  { kind: 'screenshot', name: 'screenshot.png' },
  { kind: 'console', name: 'console.log' },
] as const

/**
 * The evidence that a killed run left in `artifactDir/folder`. Never its trace: a trace is scrubbed of secrets only when
 * it is complete.
 */
export function recoverArtifacts(artifactDir: string, folder: string): readonly Artifact[] {
  return WRITTEN_DURING_THE_RUN.flatMap(({ kind, name }) => {
    const path = `${folder}/${name}`
    const bytes = statSync(join(artifactDir, path), { throwIfNoEntry: false })?.size ?? 0
    return bytes > 0 ? [{ kind, path, bytes }] : []
  })
}
