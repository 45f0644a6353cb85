import { type ProxySettings, Secret, type Target } from '../../core/index.ts'

/** Targets as text for the runner, secrets included. It travels over IPC only. */
export function encodeTargets(targets: readonly Target[]): string {
  return JSON.stringify(reveal(targets))
}

function reveal(value: unknown): unknown {
  if (value instanceof Secret) return { $secret: value.name, value: value.reveal() }
  if (Array.isArray(value)) return value.map(reveal)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, reveal(part)]))
}

/** The targets in a text of `encodeTargets`, and every secret in them. */
export function decodeTargets(text: string): {
  readonly targets: readonly Target[]
  readonly secrets: readonly Secret[]
} {
  const { value, secrets } = decode(text)
  return { targets: value as Target[], secrets }
}

function decode(text: string): { readonly value: unknown; readonly secrets: readonly Secret[] } {
  const secrets: Secret[] = []
  const value = JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('$secret' in value)) return value
    const { $secret: name, value: content } = value as { $secret: string; value: string }
    const secret = new Secret(name, content)
    secrets.push(secret)
    return secret
  }) as unknown
  return { value, secrets }
}

/** Proxy settings as text for the runner, secrets included. It travels over IPC only. */
export function encodeProxy(settings: ProxySettings): string {
  return JSON.stringify(reveal(settings))
}

/** The settings in a text of `encodeProxy`. */
export function decodeProxy(text: string): ProxySettings {
  return decode(text).value as ProxySettings
}
