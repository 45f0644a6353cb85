import { readdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { MINUTE } from '../../core/index.ts'
import type { Store } from '../../store/index.ts'

/** How much evidence is kept. */
export interface EvidenceLimits {
  /** Milliseconds since it was recorded. */
  readonly ageMs: number
  /** All of it together. */
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

/** A run that is not over yet may still be writing into a folder that young. */
const UNTOUCHED_MS = 10 * MINUTE

/**
 * Deletes the evidence in `root` that is too old, and the oldest of what is too much. The store notes it before the files
 * go, so that no page links to a deleted file without saying so.
 * @returns of how many runs
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
  let kept = all.reduce((sum, run) => sum + run.bytes, 0)
  return all
    .toSorted((a, b) => a.at - b.at)
    .filter((run) => {
      const isExpired = now - run.at > ageMs || (kept > bytes && now - run.at > UNTOUCHED_MS)
      if (isExpired) kept -= run.bytes
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
    // Nothing was ever recorded.
    return []
  }
}

/** Deletes the folder and its parents as far as they are empty. */
function removeEmpty(folder: string, root: string): void {
  if (folder === root || !folder.startsWith(root)) return
  try {
    rmdirSync(folder)
    removeEmpty(dirname(folder), root)
  } catch {
    // Evidence of other runs is in it.
  }
}
