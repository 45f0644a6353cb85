import type { Target } from '../../core/index.ts'

/** Whether an address belongs to the service itself, not to a third party whose troubles are not the service's. */
export function isOwnSite(url: string, target: Target): boolean {
  const site = siteOf(url)
  const doors = [target.login?.url, target.chat?.url, target.console?.url, target.api?.url]
  return doors.some((door) => door !== undefined && siteOf(door) === site)
}

/** The last two labels of the host name; the whole of it for addresses and single names. */
function siteOf(url: string): string | undefined {
  const host = hostOf(url)
  if (host === undefined || /^[\d.]+$|^\[/.test(host)) return host
  return host.split('.').slice(-2).join('.')
}

function hostOf(url: string): string | undefined {
  try {
    return new URL(url).hostname
  } catch {
    return undefined
  }
}
