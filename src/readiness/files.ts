import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { FileCheck } from '../continuity/index.ts'
import type { ContinuityPlan } from '../core/index.ts'

/** Where a line `Reviewed: 2026-11-02` is looked for, bytes. */
const HEAD_BYTES = 16_384

/** The guides and notices of a plan, by their paths. @param root the folder of the configuration */
export async function readPlanFiles(plan: ContinuityPlan, root: string): Promise<Readonly<Record<string, FileCheck>>> {
  const paths = plan.workflows.flatMap(({ fallback }) => {
    if (fallback?.kind === 'manual') return [fallback.guide]
    return fallback?.kind === 'stop' && fallback.notice !== undefined ? [fallback.notice] : []
  })
  const checks = await Promise.all(
    [...new Set(paths)].map(async (path) => [path, await checkFile(resolve(root, path))]),
  )
  return Object.fromEntries(checks)
}

/** A date in the file counts before the file's own: a checkout sets that one to the time of the checkout. */
async function checkFile(path: string): Promise<FileCheck> {
  try {
    const file = await open(path)
    try {
      const stats = await file.stat()
      if (!stats.isFile()) return { exists: false }
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
      return { exists: true, reviewedAt: reviewedAt(buffer.toString('utf8', 0, bytesRead)) ?? stats.mtimeMs }
    } finally {
      await file.close()
    }
  } catch {
    return { exists: false }
  }
}

/** The date of a line `Reviewed: 2026-11-02`, epoch ms. */
function reviewedAt(text: string): number | undefined {
  const date = /^[\s#>*_-]*reviewed[*_]*:[*_\s]*(\d{4}-\d\d-\d\d)\b/im.exec(text)?.[1]
  const at = date === undefined ? Number.NaN : Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(at) ? undefined : at
}
