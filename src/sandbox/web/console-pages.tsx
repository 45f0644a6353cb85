import type { Child } from 'hono/jsx'
import { SANDBOX_ACCOUNT } from '../account/account.ts'
import { Shell } from './layout.tsx'

const TABS = [
  { href: '/console', name: 'Overview' },
  { href: '/console/keys', name: 'API keys' },
] as const

/** Requests of the last fourteen days, in thousands. */
const REQUESTS = [31, 28, 35, 41, 38, 19, 16, 37, 42, 40, 45, 47, 22, 26]

const FIGURES = [
  { name: 'Requests, 14 days', value: '467 k' },
  { name: 'Output tokens, 14 days', value: '18.2 M' },
  { name: 'Spent this month', value: '$ 214.06' },
]

const KEYS = [
  { name: 'Doorwatch probe', hint: mask(SANDBOX_ACCOUNT.apiKey), created: '2 Nov 2026', used: 'just now' },
  { name: 'Nightly evaluation', hint: 'lumen-••••7c1e', created: '14 Sep 2026', used: 'yesterday' },
  { name: 'Support assistant', hint: 'lumen-••••02fa', created: '30 Jun 2026', used: '3 minutes ago' },
]

function ConsoleShell({ title, href, children }: { title: string; href: string; children?: Child }) {
  return (
    <Shell title={title} current="/console">
      <div class="console">
        <nav class="tabs" aria-label="Console">
          {TABS.map((tab) => (
            <a href={tab.href} aria-current={tab.href === href ? 'page' : undefined}>
              {tab.name}
            </a>
          ))}
        </nav>
        <h1>{title}</h1>
        {children}
      </div>
    </Shell>
  )
}

export function ConsolePage() {
  return (
    <ConsoleShell title="Overview" href="/console">
      <dl class="figures">
        {FIGURES.map(({ name, value }) => (
          <div class="card">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section class="card">
        <h2>Requests per day</h2>
        <Bars values={REQUESTS} />
      </section>
    </ConsoleShell>
  )
}

function Bars({ values }: { values: readonly number[] }) {
  const highest = Math.max(...values)
  return (
    <svg
      class="bars"
      viewBox={`0 0 ${values.length * 20} 100`}
      preserveAspectRatio="none"
      role="img"
      aria-label="Requests per day"
    >
      {values.map((value, index) => {
        const height = Math.round((value / highest) * 96)
        return <rect x={index * 20 + 3} y={100 - height} width={14} height={height} rx={3} />
      })}
    </svg>
  )
}

export function KeysPage({ drifted }: { drifted: boolean }) {
  return (
    <ConsoleShell title={drifted ? 'Credentials' : 'API keys'} href="/console/keys">
      <p class="muted">Keys open the API for programs. Treat them like passwords.</p>
      <div class="card flush">{drifted ? <KeyList /> : <KeyTable />}</div>
    </ConsoleShell>
  )
}

function KeyTable() {
  return (
    <table aria-label="API keys">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Key</th>
          <th scope="col">Created</th>
          <th scope="col">Last used</th>
        </tr>
      </thead>
      <tbody>
        {KEYS.map((key) => (
          <tr>
            <th scope="row">{key.name}</th>
            <td>
              <code>{key.hint}</code>
            </td>
            <td>{key.created}</td>
            <td>{key.used}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The same keys after a redesign. */
function KeyList() {
  return (
    <ul class="credentials">
      {KEYS.map((key) => (
        <li>
          <b>{key.name}</b> <code>{key.hint}</code>
        </li>
      ))}
    </ul>
  )
}

function mask(key: string): string {
  return `lumen-••••${key.slice(-4)}`
}
