import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll } from 'vitest'

type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => void

interface FixtureSite {
  readonly url: string
  /** Requests it got, by path. */
  readonly hits: Map<string, number>
}

/** A page with a title and this body. */
export function html(response: ServerResponse, body: string, status = 200, headers: Record<string, string> = {}): void {
  response
    .writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers })
    .end(`<!doctype html><title>fixture</title><link rel="icon" href="data:,">${body}`)
}

/** A server for the tests of one file: these paths, `/` says hello, `/never` never answers, anything else is 404. */
export function useSite(paths: Readonly<Record<string, Handler>>): () => FixtureSite {
  const hits = new Map<string, number>()
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fixture')
    hits.set(url.pathname, (hits.get(url.pathname) ?? 0) + 1)
    const handler = paths[url.pathname]
    if (handler) return handler(request, response, url)
    if (url.pathname === '/never') return
    if (url.pathname === '/') return html(response, '<h1>Hello</h1><a href="/next">next</a>')
    html(response, '<h1>Not here</h1>', 404)
  })
  let site: FixtureSite | undefined
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    site = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hits }
  })
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return () => {
    if (!site) throw new Error('the site is not up yet')
    return site
  }
}
