import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { newFolder } from '../support/product.ts'

/** A plan whose workflow needs one API: no browser is in the way. */
const CONFIG = `import { claude, defineConfig, env, openai, switchTo, workflow } from 'doorwatch'
export default defineConfig({
  targets: [claude({ key: env('KEY') }), openai({ key: env('KEY') })],
  schedule: { 'claude/cli': { off: true }, 'openai/cli': { off: true } },
  confirmAfter: '1s',
  workflows: [workflow('code review', {
    people: 25, rate: { amount: 90, currency: 'GBP' }, hours: 'Mo-Su 00:00-24:00 Europe/London',
    uses: ['claude/api'], recoverWithin: '15m', owner: 'platform@example.org', afterwards: ['review merges'],
    fallback: switchTo({ through: 'openai/api', capacity: 0.6 }),
  })],
  alerts: { channels: [
    { kind: 'webhook', name: 'practice', url: env('PRACTICE'), drills: true },
    { kind: 'webhook', name: 'serious', url: env('SERIOUS') },
  ] },
})
`

const SCENARIO = {
  ...{ name: 'api-down', title: 'The API is down', what: 'the API fails for an hour', page: [] },
  surfaces: { api: [{ minute: 0, fault: '529' }, { minute: 60 }] },
}

/** What a webhook was sent. */
export interface Received {
  readonly kind: string
  readonly headline: string
}

/** Two webhooks, a folder with a plan, and the environment that joins them. */
export async function drillFolder(): Promise<{
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  readonly practice: readonly Received[]
  readonly serious: readonly Received[]
  readonly close: () => void
}> {
  const [practice, serious] = [await startWebhook(), await startWebhook()]
  const folder = newFolder('drill')
  writeFileSync(join(folder, 'doorwatch.config.ts'), CONFIG)
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
