import { mailAddressText, readMailAddresses } from '../../core/index.ts'
import type { Answers, InitTarget } from './answers.ts'

export interface StarterFile {
  /** Path inside the folder. */
  readonly path: string
  readonly text: string
}

/** The starter files of a new user. */
export function starterFiles(answers: Answers): readonly StarterFile[] {
  return [
    { path: 'doorwatch.config.ts', text: configText(answers) },
    { path: '.env.example', text: environmentText(answers) },
    { path: 'probes/example.probe.ts', text: PROBE[answers.target] },
  ]
}

const TARGET: Readonly<Record<Exclude<InitTarget, 'sandbox'>, string>> = {
  claude: `    claude({
      key: env('ANTHROPIC_API_KEY'),
      // Limit of probing a day (UTC). Before it is used up, probes run less often and an alert says so.
      budget: { outputTokens: 100_000 },
      // The cli door runs Claude Code: npm install -g @anthropic-ai/claude-code. Without it, write: cli: false
      //
      // The pages (login, chat, console) stay off until you state that the account's owner permits automation:
      // web: {
      //   permission: 'the account owner permits automation of these pages',
      //   login: { email: 'probe@example.org', password: env('CLAUDE_PASSWORD') },
      // },
    }),
`,
  openai: `    openai({
      key: env('OPENAI_API_KEY'),
      // Limit of probing a day (UTC). Before it is used up, probes run less often and an alert says so.
      budget: { outputTokens: 500_000 },
      // The cli door runs Codex: npm install -g @openai/codex. Without it, write: cli: false
      //
      // The pages (login, chat, console) stay off until you state that the account's owner permits automation:
      // web: {
      //   permission: 'the account owner permits automation of these pages',
      //   login: { email: 'probe@example.org', password: env('OPENAI_PASSWORD') },
      // },
    }),
`,
}

function configText(answers: Answers): string {
  const { target } = answers
  const channels = channelLines(answers)
  const imports = [
    ...(target === 'sandbox' ? [] : [target]),
    'defineConfig',
    ...(target === 'sandbox' && channels.length === 0 ? [] : ['env']),
  ].sort()
  const targetLines = target === 'sandbox' ? '  sandbox: true,\n' : `  targets: [\n${TARGET[target]}  ],\n`
  const channelList =
    channels.length === 1 ? `[${channels[0]}]` : `[\n${channels.map((line) => `      ${line},\n`).join('')}    ]`
  const alerts = channels.length > 0 ? `  alerts: {\n    channels: ${channelList},\n  },\n` : ''
  return `import { ${imports.join(', ')} } from 'doorwatch'

// What to watch, and where alerts go. Secrets are named here; their values are in .env.
export default defineConfig({
${targetLines}  // Your own probes, in addition to the built-in ones.
  probes: ['probes'],
${alerts}})
`
}

function channelLines({ slack, email }: Answers): readonly string[] {
  return [
    ...(slack ? [`{ kind: 'slack', webhook: env('SLACK_WEBHOOK_URL') }`] : []),
    ...(email ? [`{ kind: 'email', smtp: env('ALERT_SMTP_URL'), to: [${recipientsText(email)}] }`] : []),
  ]
}

function recipientsText(email: string): string {
  const { addresses } = readMailAddresses(email)
  return addresses.map((address) => `'${mailAddressText(address).replace(/[\\']/g, '\\$&')}'`).join(', ')
}

const KEY: Readonly<Record<InitTarget, string>> = {
  claude: `# Use a key of a separate workspace with a spend limit: https://platform.claude.com/settings/keys
ANTHROPIC_API_KEY=
`,
  openai: `# Use a key of a separate project with a budget: https://platform.openai.com/api-keys
OPENAI_API_KEY=
`,
  sandbox: '',
}

function environmentText({ target, slack, email }: Answers): string {
  const slackText = `# An incoming webhook: https://api.slack.com/messaging/webhooks
SLACK_WEBHOOK_URL=
`
  const emailText = `# smtp://user:password@host:587, or smtps://…:465
ALERT_SMTP_URL=
`
  return `# Copy to .env next to doorwatch.config.ts, fill in, and keep .env out of version control.

${[KEY[target], slack ? slackText : '', email ? emailText : ''].filter(Boolean).join('\n')}
# The name of the place where this worker runs, for alerts and reports.
# DOORWATCH_LOCATION=office
# Port of the dashboard, on loopback. Default: 4850, or the next free one.
# DOORWATCH_PORT=4850
`
}

function probeText(headers: string, only: InitTarget): string {
  return `import { apiProbe, expect } from 'doorwatch/probe'

// An example to change: checks that the model is still listed, which costs no tokens. A browser probe has the same form, with
// browserProbe and \`page\` instead of \`http\`; what \`npx playwright codegen\` records can be pasted into a step.
export default apiProbe(
  { name: 'example', surface: 'api', target: '${only}', every: '10m', timeout: '30s' },
  async ({ http, step, measure, target }) => {
    const { url, key, model } = target.api
    const headers = ${headers}

    const reply = await step('list the models', async () => {
      const answer = await http.request(\`\${url}/v1/models\`, { headers })
      expect(answer.status).toBe(200)
      return answer.json() as { data: { id: string }[] }
    })
    await step('find our model', () => {
      const names = reply.data.map(({ id }) => id)
      measure('models', names.length)
      expect(names.some((name) => name.startsWith(model))).toBe(true)
    })
  },
)
`
}

const ANTHROPIC_HEADERS = `{ 'x-api-key': key.reveal(), 'anthropic-version': '2023-06-01' }`

const OPENAI_HEADERS = `{ authorization: \`Bearer \${key.reveal()}\` }`

const PROBE: Readonly<Record<InitTarget, string>> = {
  claude: probeText(ANTHROPIC_HEADERS, 'claude'),
  openai: probeText(OPENAI_HEADERS, 'openai'),
  sandbox: probeText(ANTHROPIC_HEADERS, 'sandbox'),
}
