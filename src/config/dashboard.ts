import type { Secret } from '../core/index.ts'

/** Where the dashboard listens, and who may use it. */
export interface DashboardSettings {
  /** The address it listens on. */
  readonly host: string
  readonly port?: number
  /** What a client has to present. */
  readonly token?: Secret
  /** The host that the configuration wants, where the dashboard stays on loopback because no token is set. */
  readonly withheldHost?: string
}

const LOOPBACK_ADDRESS = '127.0.0.1'

/** Keeps a dashboard without a token on loopback: whoever reaches it may read everything. */
export function dashboardSettings(wanted: {
  readonly host: string
  readonly port?: number | undefined
  readonly token?: Secret | undefined
}): DashboardSettings {
  const { host, port, token } = wanted
  const withheld = token === undefined && !isLoopback(host)
  return {
    host: withheld ? LOOPBACK_ADDRESS : host,
    ...(port === undefined ? {} : { port }),
    ...(token ? { token } : {}),
    ...(withheld ? { withheldHost: host } : {}),
  }
}

/** That the dashboard stays on loopback, and what to do; undefined where it does not. For log, `status` and `doctor`. */
export function withheldNotice({
  withheldHost,
}: DashboardSettings): { readonly text: string; readonly todo: string } | undefined {
  if (withheldHost === undefined) return undefined
  return {
    text: `the dashboard is served on loopback only: dashboard.host is ${withheldHost}, and dashboard.token is not set`,
    todo: "Set dashboard.token: env('DOORWATCH_TOKEN') in the configuration, and that variable; or leave dashboard.host out.",
  }
}

function isLoopback(host: string): boolean {
  return host === '::1' || host.toLowerCase() === 'localhost' || /^127(\.\d{1,3}){3}$/.test(host)
}
