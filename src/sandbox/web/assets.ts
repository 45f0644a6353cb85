import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Hono } from 'hono'
import { PACKAGE_ROOT } from '../../package/index.ts'
import type { Env } from '../server/deps.ts'
import { EDGE_STYLES, ICON, LUMEN_STYLES } from './styles.ts'

/** The client scripts are compiled with the product; a browser cannot read their sources. */
const CLIENT_FOLDER = join(PACKAGE_ROOT, 'dist/src/sandbox/web/client')

/** Styles, icon and script of the pages. */
export function assets(): Hono<Env> {
  const app = new Hono<Env>()
  const text = (path: string, type: string, content: () => Promise<string> | string) =>
    app.get(path, async (c) => c.body(await content(), 200, { 'content-type': type, 'cache-control': 'max-age=300' }))
  text('/assets/lumen.css', 'text/css; charset=utf-8', () => LUMEN_STYLES)
  text('/assets/edge.css', 'text/css; charset=utf-8', () => EDGE_STYLES)
  text('/assets/icon.svg', 'image/svg+xml', () => ICON)
  text('/assets/chat.js', 'text/javascript; charset=utf-8', () => readFile(join(CLIENT_FOLDER, 'chat.js'), 'utf8'))
  return app
}
