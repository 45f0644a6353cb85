import type { Diagnosis } from '../classify/diagnosis.ts'
import { diagnoseStatus } from '../classify/status.ts'

/** What an answer with an error status says, in its codes and headers. */
export function diagnoseReply(status: number, headers: Readonly<Record<string, string>>, text: string): Diagnosis {
  const error = errorIn(text)
  const diagnosis = diagnoseStatus({
    status,
    errorType: error?.type,
    htmlForJson: /html/.test(headers['content-type'] ?? ''),
    headroom: headroomOf(headers),
  })
  const id = headers['request-id'] ?? headers['x-request-id']
  const detail = [
    id && `request ${id}`,
    headers['retry-after'] && `retry after ${headers['retry-after']} s`,
    error?.message ?? text.slice(0, 500),
  ]
  return { ...diagnosis, detail: detail.filter(Boolean).join('; ') }
}

/** `error.type` and `error.message` of a body in Anthropic's or OpenAI's shape. */
export function errorIn(text: string): { readonly type: string; readonly message: string } | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { type?: unknown; code?: unknown; message?: unknown } }
    const type = error?.type ?? error?.code
    return typeof type === 'string' ? { type, message: String(error?.message ?? '') } : undefined
  } catch {
    return undefined
  }
}

/** The smallest share of a rate limit that is left, 0 to 1; undefined where the headers do not say. */
export function headroomOf(headers: Readonly<Record<string, string>>): number | undefined {
  const shares = Object.entries(headers).flatMap(([name, value]) => {
    if (!/ratelimit/.test(name) || !/remaining/.test(name)) return []
    const limit = Number(headers[name.replace('remaining', 'limit')])
    const remaining = Number(value)
    return limit > 0 && Number.isFinite(remaining) ? [remaining / limit] : remaining === 0 ? [0] : []
  })
  return shares.length > 0 ? Math.min(...shares) : undefined
}
