import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import { Hono } from 'hono'

/** What a browser may show. Everything else, above all HTML and archives, is only offered to be saved. */
const SHOWN: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.txt': 'text/plain; charset=utf-8',
  '.log': 'text/plain; charset=utf-8',
}

/** Serves recorded evidence: plain files under `folder` and nothing else. Their content is hostile. */
export function artifactRoutes(folder: string): Hono {
  const routes = new Hono()
  routes.get('/*', async (c) => {
    const file = await fileIn(folder, c.req.path.slice('/artifacts/'.length))
    if (!file)
      return c.text('There is no such artifact. Evidence is deleted after a while: see retention.artifacts.', 404)
    const type = SHOWN[extname(file.path).toLowerCase()]
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

/** The file a URL path means, where it exists and really lies in the folder, links followed. */
async function fileIn(folder: string, urlPath: string): Promise<{ path: string; size: number } | undefined> {
  const parts = partsOf(urlPath)
  if (!parts) return undefined
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, ...parts))])
    if (!path.startsWith(root + sep)) return undefined
    const found = await stat(path)
    return found.isFile() ? { path, size: found.size } : undefined
  } catch {
    // Not there, or not readable: the same answer, so that nobody learns which.
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
