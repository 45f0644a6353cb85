import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The product's own folder: the nearest one above this file that has a package.json (this file also runs from dist/). */
export const PACKAGE_ROOT = packageRootOf(dirname(fileURLToPath(import.meta.url)))

function packageRootOf(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  return packageRootOf(dirname(folder))
}
