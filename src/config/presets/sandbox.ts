import { Secret, type Target } from '../../core/index.ts'
import { CLAUDE_CODE_LIMITS } from './claude-code.ts'

/** The name of the bundled service's target. */
export const SANDBOX_NAME = 'sandbox'

/** The addresses of a running sandbox, and its account. */
interface SandboxDoors {
  /** Base address of the service: http://127.0.0.1:4180 */
  readonly url: string
  /** The sandbox's control address, which answers while the monitor's network works. */
  readonly controlUrl: string
  readonly account: { readonly email: string; readonly password: string; readonly apiKey: string }
  /** The script of the command-line client; Node runs it. */
  readonly cliEntry: string
}

const CHAT = { prompt: 'What is 17 + 25? Explain it in two short sentences.', answer: '42' }
const API = { prompt: 'Reply with exactly: pong', answer: 'pong' }
const MODEL = 'lumen-small-2'

/** The bundled stand-in service as a target with every door. */
export function sandboxTarget({ url, controlUrl, account, cliEntry }: SandboxDoors): Target {
  const key = new Secret('SANDBOX_API_KEY', account.apiKey)
  return {
    name: SANDBOX_NAME,
    bundled: true,
    title: 'Sandbox',
    statusPage: url,
    controls: [controlUrl],
    login: {
      url: `${url}/sign-in`,
      home: `${url}/account`,
      email: account.email,
      password: new Secret('SANDBOX_PASSWORD', account.password),
      locators: {
        email: 'role=textbox[name="Email"]',
        password: 'role=textbox[name="Password"]',
        submit: 'role=button[name="Sign in"]',
        signedIn: 'role=button[name="Sign out"]',
        signOut: 'role=button[name="Sign out"]',
        signedOut: 'role=button[name="Sign in"]',
      },
    },
    chat: {
      url: `${url}/chat`,
      ...CHAT,
      locators: {
        input: 'role=textbox[name="Message Lumen"]',
        send: 'role=button[name="Send"]',
        reply: '[data-reply="latest"] .text',
        done: '[data-reply="latest"][data-reply-state="done"]',
        failed: '[data-reply="latest"] [role="alert"]',
      },
    },
    console: {
      url: `${url}/console`,
      locators: { keysLink: 'role=link[name="API keys"]', keys: 'role=table[name="API keys"]' },
    },
    cli: {
      command: [
        ...[process.execPath, cliEntry, '-p', API.prompt, '--model', MODEL],
        ...['--output-format', 'stream-json', '--verbose', '--include-partial-messages'],
      ],
      versionArgs: [cliEntry, '--version'],
      signedInArgs: [cliEntry, 'auth', 'status', '--json'],
      // Its output has the format of Claude Code.
      profile: 'claude-code',
      model: MODEL,
      env: { ...CLAUDE_CODE_LIMITS, ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: key },
      answer: API.answer,
    },
    api: { url, key, model: MODEL, ...API },
  }
}
