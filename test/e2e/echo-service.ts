import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A service that repeats every secret: on the page, in its title, in headers, addresses and the console, at every step of a
 * sign-in, and in the errors of its API.
 */
export async function startEchoService(secrets: Readonly<Record<string, string>>, mailTo: (text: string) => void) {
  const cookie = secrets.cookie ?? ''
  const all = Object.values(secrets)
  const query = new URLSearchParams(Object.entries(secrets)).toString()
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response))
  })

  function answer({ url = '/', method = 'GET' }: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(url, 'http://x')
    response.setHeader('x-echo', all.map((secret) => encodeURIComponent(secret)).join(' '))
    if (pathname.startsWith('/v1/')) {
      // A failure stores these parts of an answer: type and message of the error, id of the request.
      const error = { type: `api_error ${all.join(' ')}`, message: all.join(' ') }
      response.writeHead(500, { 'content-type': 'application/json', 'request-id': all.join('.') })
      response.end(JSON.stringify({ type: 'error', error, request_id: all.join('.') }))
      return
    }
    if (pathname === '/status/api/v2/summary.json') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(statusPage(secrets)))
      return
    }
    response.setHeader('content-type', 'text/html; charset=utf-8')
    if (method === 'POST') {
      response.setHeader('set-cookie', `sid=${cookie}; HttpOnly; Path=/; Max-Age=36000`)
      if (pathname === '/mail') mailTo(`Your code is 482913. ${all.join(' ')}`)
      const next = { '/mail': '/code', '/password': '/code', '/open': '/inside' }[pathname] ?? '/app'
      response.writeHead(302, { location: `${next}?${query}` }).end()
      return
    }
    if (pathname === '/home') response.statusCode = 500
    response.end(page(pathname, all))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const FORMS: Readonly<Record<string, string>> = {
  '/password-form':
    '<form method="post" action="/password"><input id="e"><input id="p"><button id="s">Go</button></form>',
  '/open-form': '<form method="post" action="/open"><input id="e"><input id="p"><button id="s">Go</button></form>',
  '/mail-form': '<form method="post" action="/mail"><input id="e"><button id="s">Go</button></form>',
  '/code': '<form method="post" action="/enter"><input id="c"></form>',
  '/inside': '<p id="in">You are in</p><form method="post" action="/out"><button id="out">Out</button></form>',
}

/** A status page with the secrets of the configuration; only the runner sees the cookie. */
function statusPage({ cookie, ...configured }: Readonly<Record<string, string>>): object {
  const names = Object.values(configured)
  const update = { id: 'u', status: 'investigating', body: names.join(' ') }
  return {
    components: names.map((name, id) => ({ id, name: `API ${name}`, status: 'major_outage' })),
    incidents: names.map((name, id) => ({ id, name, status: 'investigating', incident_updates: [update] })),
  }
}

function page(path: string, secrets: readonly string[]): string {
  const text = secrets.join(' ')
  const base64 = secrets.map((secret) => Buffer.from(`:${secret}:`).toString('base64')).join(' ')
  const encoded = secrets.map(encodeURIComponent)
  const script = `console.log(${JSON.stringify(text)}); console.error(${JSON.stringify(base64)}); fetch('/x/' + ${JSON.stringify(encoded.join('/'))} + '?' + ${JSON.stringify(encoded.join('&'))})`
  return `<!doctype html><title>${text}</title><p>${text}</p><p>${base64}</p>${FORMS[path] ?? ''}<script>${script}</script>`
}
