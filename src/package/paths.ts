import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MonitorError } from '../core/index.ts'

/** The folder of the package: the nearest above this file with a package.json, because this file also runs from dist/. */
export const PACKAGE_ROOT = packageRootOf(dirname(fileURLToPath(import.meta.url)))

/** What users start, bundled (build.mjs); `dist/src` has every module by itself. */
export const PRODUCT_FOLDER = join(PACKAGE_ROOT, 'dist/product')

function packageRootOf(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  return packageRootOf(dirname(folder))
}

/**
 * A path with a leading `~` replaced by `home`, as a shell does it. Configuration files and `.env` files see no shell.
 * @throws MonitorError code `usage` for `~name/…`: only a shell knows the home of another user
 */
export function expandHome(path: string, home: string): string {
  if (path === '~') return home
  if (/^~[/\\]/.test(path)) return join(home, path.slice(2))
  if (!/^~[a-z_][\w-]*[/\\]/i.test(path)) return path
  throw new MonitorError('usage', `the path ${path} begins with the home of another user`, {
    hint: 'Write the full path. A ~ alone stands for your own home.',
  })
}
