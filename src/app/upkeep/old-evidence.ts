import { readdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { MINUTE } from '../../core/index.ts'
import type { Store } from '../../store/index.ts'

/** How much evidence is kept. */
interface EvidenceLimits {
  /** Milliseconds since it was recorded. */
  readonly ageMs: number
  /** Limit of all evidence together, except that of incidents. */
  readonly bytes: number
  /** Limit of the evidence of runs that incidents refer to, which has no age. */
  readonly incidentBytes: number
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
 * Deletes the evidence in `root` that is too old, and the oldest of what is too much. What incidents refer to stays as long
 * as it fits, that of the newest incident first; what does not fit counts like all other evidence. The store marks the
 * files as deleted first, so that no page links to a file that does not exist.
 * @returns how many runs lost their evidence
 */
export async function pruneEvidence(
  root: string,
  store: Pick<Store, 'forgetArtifacts' | 'incidentArtifacts'>,
  limits: EvidenceLimits,
  now: number,
): Promise<number> {
  const all = recordedIn(root)
  const retained = keptOf(all, await store.incidentArtifacts(), limits.incidentBytes)
  const expired = tooOldOrMuch(
    all.filter((run) => !retained.has(run)),
    limits,
    now,
  )
  await store.forgetArtifacts(expired.flatMap(({ paths }) => paths))
  for (const { folder } of expired) {
    rmSync(folder, { recursive: true, force: true })
    removeEmpty(dirname(folder), root)
  }
  return expired.length
}

/** The runs that incidents refer to, as far as they fit. @param paths of their artifacts, the most important first */
function keptOf(all: readonly Recorded[], paths: readonly string[], limitBytes: number): ReadonlySet<Recorded> {
  const byPath = new Map(all.flatMap((run) => run.paths.map((path) => [path, run] as const)))
  const retained = new Set<Recorded>()
  let bytes = 0
  for (const path of paths) {
    const run = byPath.get(path)
    if (!run || retained.has(run) || bytes + run.bytes > limitBytes) continue
    retained.add(run)
    bytes += run.bytes
  }
  return retained
}

function tooOldOrMuch(
  all: readonly Recorded[],
  { ageMs, bytes }: Pick<EvidenceLimits, 'ageMs' | 'bytes'>,
  now: number,
): readonly Recorded[] {
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
