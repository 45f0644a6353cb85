import { codex } from './codex.ts'
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

interface OpenaiOptions extends PresetOptions {
  /** A key of the API, as `env('OPENAI_API_KEY')`. Best one of a project of its own, with a budget. */
  readonly key: SecretName
  /** The model that Codex asks. Default: gpt-5-codex. */
  readonly cliModel?: string
}

const API_URL = 'https://api.openai.com'
const MODEL = 'gpt-5-mini'
const CLI_MODEL = 'gpt-5-codex'

/** Locators by role and name, as assistive technology finds them; pages change, so each can be replaced. */
const WEB: WebDefaults = {
  login: {
    url: 'https://chatgpt.com/auth/login',
    locators: {
      email: 'role=textbox[name=/e-?mail/i]',
      password: 'input[type="password"]',
      submit: 'role=button[name=/^(continue|log in|sign in)$/i] >> nth=0',
      signedIn: 'role=textbox[name=/ask|message|chat/i] >> nth=0',
      signOut: 'role=menuitem[name=/log out|sign out/i]',
      signedOut: 'role=button[name=/log in|sign in/i] >> nth=0',
    },
  },
  chat: {
    url: 'https://chatgpt.com/',
    ...SUM,
    locators: {
      input: 'role=textbox[name=/ask|message|chat/i] >> nth=0',
      send: 'role=button[name=/send/i]',
      reply: '[data-message-author-role="assistant"] >> nth=-1',
      done: 'role=button[name=/copy/i] >> nth=-1',
    },
  },
  console: {
    url: 'https://platform.openai.com/settings/organization/general',
    locators: { keysLink: 'role=link[name=/api keys/i] >> nth=0', keys: 'role=heading[name=/api keys/i]' },
  },
}

/**
 * OpenAI as a target: the API (chat completions) and Codex with one key, the status page as a witness, and the pages
 * once permission is stated. Takes what only the user knows, gives a target for `targets` in the configuration.
 */
export function openai(options: OpenaiOptions): TargetInput {
  return targetOfCall('openai', { ...PRESET_OPTIONS, key: true, cliModel: true }, options, openaiTarget)
}

function openaiTarget(options: OpenaiOptions): TargetInput {
  const { key, model = MODEL, apiUrl = API_URL, cli, cliModel = CLI_MODEL } = options
  const client = { key: secretNamed(key), model: cliModel, url: `${apiUrl}/v1`, ...(cli ? { program: cli } : {}) }
  const service = {
    name: 'openai',
    title: 'OpenAI',
    api: { url: apiUrl, dialect: 'chat-completions' as const, key: { env: key.env }, model, ...PONG },
    cli: codex(client),
    statusPage: 'https://status.openai.com',
    web: WEB,
    // Models that think first use some hundred tokens for a short answer.
    budget: { outputTokens: 500_000 },
  }
  return presetTarget(service, options)
}
