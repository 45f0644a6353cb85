import type { Artifact } from '../../core/index.ts'
import { ARTIFACT } from '../schema/codes.ts'
import type { Tables, Tx } from '../schema/tables.ts'

const PATHS_PER_STATEMENT = 500

/** Marks artifacts as gone whose files were deleted. Their rows stay, so that pages can say so. */
export async function forgetArtifacts(tx: Tx, paths: readonly string[]): Promise<void> {
  for (let from = 0; from < paths.length; from += PATHS_PER_STATEMENT) {
    const some = paths.slice(from, from + PATHS_PER_STATEMENT)
    await tx.updateTable('artifact').set({ gone: 1 }).where('path', 'in', some).execute()
  }
}

/** The artifacts of a run in the order they were recorded. */
export function artifactsOf(rows: readonly ArtifactRow[]): readonly Artifact[] {
  return rows
    .toSorted((a, b) => a.seq - b.seq)
    .map(({ kind, path, bytes, gone }) => ({
      ...{ kind: ARTIFACT.word(kind), path, bytes },
      ...(gone === 1 ? { gone: true as const } : {}),
    }))
}

type ArtifactRow = Pick<Tables['artifact'], 'seq' | 'kind' | 'path' | 'bytes'> & { readonly gone: number }
