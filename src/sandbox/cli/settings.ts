/** Settings of the service, from the environment. */
export interface Settings {
  readonly baseUrl: string
  /** Host and port, for messages. */
  readonly place: string
  readonly credentials: Readonly<Record<string, string>>
  readonly authMethod: 'api_key' | 'oauth_token' | 'none'
  readonly retries: number
  /** Longest wait for response headers, ms. */
  readonly timeoutMs: number
  /** Longest silence inside a stream, ms. */
  readonly idleMs: number
}

const DEFAULT_URL = 'http://127.0.0.1:4180'

/** Reads the environment variables of Claude Code; retries and timeouts have smaller defaults. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const baseUrl = env.ANTHROPIC_BASE_URL || DEFAULT_URL
  return {
    baseUrl,
    place: URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl,
    ...credentialsOf(env),
    retries: number(env.CLAUDE_CODE_MAX_RETRIES, 0),
    timeoutMs: number(env.API_TIMEOUT_MS, 60_000),
    idleMs: number(env.CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS, 60_000),
  }
}

function credentialsOf(env: NodeJS.ProcessEnv): Pick<Settings, 'credentials' | 'authMethod'> {
  if (env.ANTHROPIC_AUTH_TOKEN) {
    return { authMethod: 'oauth_token', credentials: { authorization: `Bearer ${env.ANTHROPIC_AUTH_TOKEN}` } }
  }
  if (env.ANTHROPIC_API_KEY) return { authMethod: 'api_key', credentials: { 'x-api-key': env.ANTHROPIC_API_KEY } }
  return { authMethod: 'none', credentials: {} }
}

function number(text: string | undefined, fallback: number): number {
  const value = Number(text)
  return text !== undefined && text !== '' && Number.isInteger(value) && value >= 0 ? value : fallback
}
