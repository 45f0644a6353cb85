import { Secret } from './target.ts'

/** Every secret anywhere inside plain data: targets, channels, a whole configuration. */
export function secretsIn(value: unknown): readonly Secret[] {
  if (value instanceof Secret) return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(secretsIn)
}
