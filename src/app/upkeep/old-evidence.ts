import { readdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { MINUTE } from '../../core/index.ts'
import type { Store } from '../../store/index.ts'

/** How much evidence is kept. */
export interface EvidenceLimits {
  /** Milliseconds since it was recorded. */
  readonly ageMs: number
  /** Limit of all evidence together. */
  readonly bytes: number
}

/** What one run recorded. */
interface Recorded {
  readonly folder: string
  readonly paths: readonly string[]
  readonly bytes: number
  /** Epoch ms of the newest file. */
  readonly at: number
}

/** Age (ms) of the newest file below which a run may still be writing into its folder. */
const UNTOUCHED_MS = 10 * MINUTE

/**
 * Deletes the evidence in `root` that is too old, and the oldest of what is too much. The store marks the files as
 * deleted first, so that no page links to a file that does not exist.
 * @returns how many runs lost their evidence
 */
export async function pruneEvidence(
  root: string,
  store: Pick<Store, 'forgetArtifacts'>,
  limits: EvidenceLimits,
  now: number,
): Promise<number> {
  const expired = tooOldOrMuch(recordedIn(root), limits, now)
  await store.forgetArtifacts(expired.flatMap(({ paths }) => paths))
  for (const { folder } of expired) {
    rmSync(folder, { recursive: true, force: true })
    removeEmpty(dirname(folder), root)
  }
  return expired.length
}

function tooOldOrMuch(all: readonly Recorded[], { ageMs, bytes }: EvidenceLimits, now: number): readonly Recorded[] {
  let totalBytes = all.reduce((sum, run) => sum + run.bytes, 0)
  return all
    .toSorted((a, b) => a.at - b.at)
    .filter((run) => {
      const isExpired = now - run.at > ageMs || (totalBytes > bytes && now - run.at > UNTOUCHED_MS)
      if (isExpired) totalBytes -= run.bytes
      return isExpired
    })
}

/** Every folder with files in it. Links are not followed. */
function recordedIn(root: string): readonly Recorded[] {
  const byFolder = new Map<string, string[]>()
  for (const entry of filesIn(root)) {
    const folder = dirname(entry)
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), entry])
  }
  return [...byFolder].map(([folder, files]) => {
    const stats = files.map((file) => statSync(file, { throwIfNoEntry: false }))
    return {
      folder,
      paths: files.map((file) => relative(root, file).split(sep).join('/')),
      bytes: stats.reduce((sum, file) => sum + (file?.size ?? 0), 0),
      at: Math.max(0, ...stats.map((file) => file?.mtimeMs ?? 0)),
    }
  })
}

function filesIn(root: string): readonly string[] {
  try {
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  } catch {
    // The folder does not exist before the first evidence.
    return []
  }
}

/** Deletes the folder and those of its parents that are empty. */
function removeEmpty(folder: string, root: string): void {
  if (folder === root || !folder.startsWith(root)) return
  try {
    rmdirSync(folder)
    removeEmpty(dirname(folder), root)
  } catch {
    // It has evidence of other runs.
  }
}
