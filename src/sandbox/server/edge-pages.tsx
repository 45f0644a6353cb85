import type { Child } from 'hono/jsx'
import type { EdgePage } from '../faults/effect.ts'

/** A page of a system in front of the service: a gateway, a captive portal, a maintenance switch, a bot wall. */
export function edgePage(page: EdgePage): string {
  return document(EDGE_PAGES[page])
}

interface EdgeText {
  readonly title: string
  readonly body: Child
}

const EDGE_PAGES: Readonly<Record<EdgePage, EdgeText>> = {
  gateway: {
    title: '502 Bad Gateway',
    body: (
      <>
        <h1>502 Bad Gateway</h1>
        <hr />
        <p>edge-gateway</p>
      </>
    ),
  },
  portal: {
    title: 'Network sign-on',
    body: (
      <>
        <h1>Network sign-on</h1>
        <p>To use this network, accept the terms of use.</p>
        <button type="button">Accept</button>
      </>
    ),
  },
  maintenance: {
    title: 'Lumen will be back soon',
    body: (
      <>
        <h1>Lumen will be back soon</h1>
        <p>We are working on it. Please check back in a little while.</p>
      </>
    ),
  },
  challenge: {
    title: 'Just a moment...',
    body: (
      <>
        <h1>Verify you are human</h1>
        <p>Checking your browser before you can go on. This may take a few seconds.</p>
        <form id="challenge-form">
          <input type="checkbox" aria-label="I am human" />
        </form>
      </>
    ),
  },
}

function document({ title, body }: EdgeText): string {
  const html = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="stylesheet" href="/assets/edge.css" />
      </head>
      <body>{body}</body>
    </html>
  )
  return `<!doctype html>${html}`
}
