import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of its own for one test's config and state. */
export function newFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `doorwatch-${name}-`))
}
