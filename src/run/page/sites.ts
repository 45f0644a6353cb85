import type { Target } from '../../core/index.ts'
import { isSameSite } from '../../sites/index.ts'

/** Whether an address belongs to the service itself, not to a third party. */
export function isOwnSite(url: string, target: Target): boolean {
  const doors = [
    target.login?.url,
    target.chat?.url,
    target.console?.url,
    target.api?.url,
    ...Object.values(target.urls ?? {}),
  ]
  return doors.some((door) => door !== undefined && isSameSite(door, url))
}
