import { readFile, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'

/**
 * Reads artifacts under a folder only. Undefined for a path that leaves the folder, a missing file, and
 * one of more than `mostBytes`.
 */
export function artifactReader(folder: string): (path: string, mostBytes: number) => Promise<Uint8Array | undefined> {
  return async (path, mostBytes) => {
    try {
      const [root, file] = await Promise.all([realpath(folder), realpath(join(folder, ...path.split(/[\\/]/)))])
      if (!file.startsWith(root + sep)) return undefined
      const stats = await stat(file)
      return stats.isFile() && stats.size <= mostBytes ? new Uint8Array(await readFile(file)) : undefined
    } catch {
      return undefined
    }
  }
}
