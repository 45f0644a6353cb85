import { claudeCode } from './claude-code.ts'
import {
  PONG,
  PRESET_OPTIONS,
  type PresetOptions,
  presetTarget,
  type SecretName,
  SUM,
  secretNamed,
  type TargetInput,
  type WebDefaults,
} from './preset.ts'
import { targetOfCall } from './preset-call.ts'

interface ClaudeOptions extends PresetOptions {
  /** A key of the API, as `env('ANTHROPIC_API_KEY')`. Best one of a workspace of its own, with a spend limit. */
  readonly key: SecretName
}

const API_URL = 'https://api.anthropic.com'
const MODEL = 'claude-haiku-4-5'

/** Locators by role and name, as assistive technology finds them; pages change, so each can be replaced. */
const WEB: WebDefaults = {
  login: {
    url: 'https://claude.ai/login',
    locators: {
      email: 'role=textbox[name=/e-?mail/i]',
      password: 'input[type="password"]',
      submit: 'role=button[name=/^(continue with email|continue|log in|sign in)$/i] >> nth=0',
      signedIn: 'role=textbox[name=/prompt|message|chat/i] >> nth=0',
      signOut: 'role=menuitem[name=/log out|sign out/i]',
      signedOut: 'role=textbox[name=/e-?mail/i]',
    },
  },
  chat: {
    url: 'https://claude.ai/new',
    ...SUM,
    locators: {
      input: 'role=textbox[name=/prompt|message|chat/i] >> nth=0',
      send: 'role=button[name=/send message|send/i]',
      reply: '[data-is-streaming] >> nth=-1',
      done: '[data-is-streaming="false"] >> nth=-1',
    },
  },
  console: {
    url: 'https://platform.claude.com/',
    locators: { keysLink: 'role=link[name=/api keys/i] >> nth=0', keys: 'role=heading[name=/api keys/i]' },
  },
}

/**
 * Claude as a target: the API and Claude Code with one key, the status page as a witness, and the pages once permission
 * is stated. Takes what only the user knows, gives a target for `targets` in the configuration.
 */
export function claude(options: ClaudeOptions): TargetInput {
  return targetOfCall('claude', { ...PRESET_OPTIONS, key: true }, options, claudeTarget)
}

function claudeTarget(options: ClaudeOptions): TargetInput {
  const { key, model = MODEL, apiUrl, cli } = options
  const client = { key: secretNamed(key), model, ...(cli ? { program: cli } : {}), ...(apiUrl ? { url: apiUrl } : {}) }
  const service = {
    name: 'claude',
    title: 'Claude',
    api: { url: apiUrl ?? API_URL, key: { env: key.env }, model, ...PONG },
    cli: claudeCode(client),
    statusPage: 'https://status.claude.com',
    web: WEB,
    budget: { outputTokens: 100_000 },
  }
  return presetTarget(service, options)
}
