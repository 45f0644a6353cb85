import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { newFolder } from '../support/product.ts'

/** Two services that are reached with a key; only their APIs are watched, so that no browser is in the way. */
const SERVICES = {
  targets: "[claude({ key: env('KEY') }), openai({ key: env('KEY') })]",
  schedule: "{ 'claude/cli': { off: true }, 'openai/cli': { off: true } }",
  uses: 'claude/api',
  fallback: "switchTo({ through: 'openai/api', capacity: 0.6 })",
}

/** The bundled sandbox, which a worker can watch without a network. */
const SANDBOX: typeof SERVICES = {
  targets: '[], sandbox: true',
  schedule:
    "Object.fromEntries(['login', 'session', 'chat', 'console', 'cli'].map((one) => ['sandbox/' + one, { off: true }]))",
  uses: 'sandbox/api',
  fallback: "stop({ protects: 'customers from wrong answers' })",
}

function configOf({ targets, schedule, uses, fallback }: typeof SERVICES): string {
  return `import { claude, defineConfig, env, openai, stop, switchTo, workflow } from 'doorwatch'
export default defineConfig({
  targets: ${targets},
  schedule: ${schedule},
  confirmAfter: '1s',
  workflows: [workflow('code review', {
    people: 25, rate: { amount: 90, currency: 'GBP' }, hours: 'Mo-Su 00:00-24:00 Europe/London',
    uses: ['${uses}'], recoverWithin: '15m', owner: 'platform@example.org', afterwards: ['review merges'],
    fallback: ${fallback},
  })],
  alerts: { channels: [
    { kind: 'webhook', name: 'practice', url: env('PRACTICE'), drills: true },
    { kind: 'webhook', name: 'serious', url: env('SERIOUS') },
  ] },
})
`
}

const SCENARIO = {
  ...{ name: 'api-down', title: 'The API is down', what: 'the API fails for an hour', page: [] },
  surfaces: { api: [{ minute: 0, fault: '529' }, { minute: 60 }] },
}

/** What a webhook was sent. */
interface Received {
  readonly kind: string
  readonly headline: string
}

/** Two webhooks, a folder with a plan, and the environment that joins them. @param watched what the plan is about */
export async function drillFolder(watched: 'services' | 'sandbox' = 'services'): Promise<{
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  readonly practice: readonly Received[]
  readonly serious: readonly Received[]
  readonly close: () => void
}> {
  const [practice, serious] = [await startWebhook(), await startWebhook()]
  const folder = newFolder('drill')
  writeFileSync(join(folder, 'doorwatch.config.ts'), configOf(watched === 'sandbox' ? SANDBOX : SERVICES))
  writeFileSync(join(folder, 'api-down.json'), JSON.stringify(SCENARIO))
  return {
    folder,
    environment: { KEY: 'k', PRACTICE: practice.url, SERIOUS: serious.url },
    ...{ practice: practice.received, serious: serious.received },
    close() {
      practice.close()
      serious.close()
    },
  }
}

async function startWebhook() {
  const received: Received[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    request.on('end', () => {
      const message = JSON.parse(body) as Received & { readonly alerts?: readonly Received[] }
      received.push(...(message.alerts ?? [message]))
      response.end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/hook`, received, close: () => void server.close() }
}
