import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Site {
  readonly url: string
  /** From the last request of `/page` to its answer, by the clock of the server, ms. */
  pageMs(): number
  stop(): Promise<void>
}

/**
 * A site that delays its answers. `/page?ms=200` answers a page after 200 ms, or a little more on a busy machine: `pageMs`
 * says exactly. `/wait?ms=700` answers at once with a page that shows its result 700 ms after `begin()` was called.
 */
export async function startSite(): Promise<Site> {
  let pageMs = Number.NaN
  const server = createServer((request, response) => {
    const begun = performance.now()
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site')
    const ms = Number(searchParams.get('ms') ?? 0)
    if (pathname === '/page') {
      return void after(ms, () => {
        answer(response, '<h1>Hello</h1>')
        pageMs = performance.now() - begun
      })
    }
    if (pathname === '/wait') return answer(response, waitingPage(ms))
    if (pathname === '/hang') return
    answer(response, '', pathname === '/' ? 200 : 404)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    pageMs: () => pageMs,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Timers fire up to a millisecond off; the rest is waited out busily. */
function after(ms: number, work: () => void): void {
  const due = performance.now() + ms
  setTimeout(
    () => {
      while (performance.now() < due);
      work()
    },
    Math.max(0, ms - 2),
  )
}

function answer(response: ServerResponse, body: string, status = 200): void {
  response
    .writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
    .end(`<!doctype html><title>site</title>${body}`)
}

/** The result says after how many milliseconds it really came. */
function waitingPage(ms: number): string {
  return `<div id="place"></div><script>
    function begin() {
      const begun = performance.now()
      setTimeout(() => {
        const result = document.createElement('p')
        result.id = 'result'
        result.textContent = 'done'
        result.dataset.after = performance.now() - begun
        document.querySelector('#place').append(result)
      }, ${ms})
    }
  </script>`
}
