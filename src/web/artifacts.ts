import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import { Hono } from 'hono'

/** Types that a browser may display. Everything else, above all HTML and archives, is a download. */
const INLINE_TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.txt': 'text/plain; charset=utf-8',
  '.log': 'text/plain; charset=utf-8',
}

/** Serves the artifacts: regular files under `folder` and nothing else. Their content is untrusted. */
export function artifactRoutes(folder: string): Hono {
  const routes = new Hono()
  routes.get('/*', async (c) => {
    const file = await fileIn(folder, c.req.path.slice('/artifacts/'.length))
    if (!file)
      return c.text('There is no such artifact. Artifacts are deleted after the time in retention.artifacts.', 404)
    const type = INLINE_TYPES[extname(file.path).toLowerCase()]
    const headers = {
      'Content-Type': type ?? 'application/octet-stream',
      'Content-Length': String(file.size),
      'Content-Disposition': type ? 'inline' : 'attachment',
      'Content-Security-Policy': "default-src 'none'; sandbox",
    }
    return c.body(Readable.toWeb(createReadStream(file.path)) as ReadableStream, 200, headers)
  })
  return routes
}

/** The file of a URL path, where it exists and its real path, links resolved, is inside the folder. */
async function fileIn(folder: string, urlPath: string): Promise<{ path: string; size: number } | undefined> {
  const parts = partsOf(urlPath)
  if (!parts) return undefined
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, ...parts))])
    if (!path.startsWith(root + sep)) return undefined
    const stats = await stat(path)
    return stats.isFile() ? { path, size: stats.size } : undefined
  } catch {
    // Missing and unreadable files get the same answer, so that a client cannot tell them apart.
    return undefined
  }
}

function partsOf(urlPath: string): string[] | undefined {
  try {
    const parts = urlPath.split('/').map(decodeURIComponent)
    return parts.every((part) => part !== '' && !part.startsWith('.') && !/[\\/\0:]/.test(part)) ? parts : undefined
  } catch {
    return undefined
  }
}
