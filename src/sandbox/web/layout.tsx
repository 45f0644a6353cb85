import type { Child } from 'hono/jsx'
import { defined } from '../../core/index.ts'
import { SANDBOX_ACCOUNT } from '../account/account.ts'

interface PageProps {
  readonly title: string
  /** Name of a client script in `client/`. */
  readonly script?: string
  readonly children?: Child
}

/** The frame of every page of the service itself. */
export function Page({ title, script, children }: PageProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Lumen`}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/lumen.css" />
        {script ? <script type="module" src={`/assets/${script}.js`}></script> : null}
      </head>
      <body>{children}</body>
    </html>
  )
}

/** Logo and name. */
export function Brand() {
  return (
    <a class="brand" href="/">
      <Lamp />
      <span>Lumen</span>
    </a>
  )
}

export function Lamp() {
  return (
    <svg class="lamp" viewBox="0 0 32 32" aria-hidden="true">
      <circle class="lamp-glow" cx="16" cy="16" r="15" />
      <circle class="lamp-core" cx="16" cy="16" r="9.5" />
      <circle class="lamp-spark" cx="13" cy="13.5" r="3" />
    </svg>
  )
}

const PLACES = [
  { href: '/chat', name: 'Chat' },
  { href: '/console', name: 'Console' },
] as const

interface ShellProps extends PageProps {
  readonly current?: (typeof PLACES)[number]['href']
  /** Content of the side bar below the navigation. */
  readonly aside?: Child
}

/** A page for signed-in users: a side bar with navigation and account, and the content. */
export function Shell({ title, script, current, aside, children }: ShellProps) {
  return (
    <Page title={title} {...defined({ script })}>
      <div class="shell">
        <header class="side">
          <Brand />
          <nav aria-label="Places">
            {PLACES.map(({ href, name }) => (
              <a href={href} aria-current={href === current ? 'page' : undefined}>
                {name}
              </a>
            ))}
          </nav>
          <div class="aside">{aside}</div>
          <Account />
        </header>
        <main class="content">{children}</main>
      </div>
    </Page>
  )
}

function Account() {
  const initials = SANDBOX_ACCOUNT.name.replace(/[^A-Z]/g, '')
  return (
    <form class="account" method="post" action="/sign-out">
      <span class="avatar" aria-hidden="true">
        {initials}
      </span>
      <span class="who">
        <b>{SANDBOX_ACCOUNT.name}</b>
        <small>{SANDBOX_ACCOUNT.email}</small>
      </span>
      <button type="submit" class="quiet">
        Sign out
      </button>
    </form>
  )
}
