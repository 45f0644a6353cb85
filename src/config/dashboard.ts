import { defined, type Secret } from '../core/index.ts'

/** Where the dashboard listens, and who may use it. */
export interface DashboardSettings {
  /** The address it listens on. */
  readonly host: string
  readonly port?: number
  /** What a client has to present. */
  readonly token?: Secret
  /** Where people reach it, with a slash at the end. */
  readonly publicUrl?: string
  /** The host that the configuration wants, where the dashboard stays on loopback because no token is set. */
  readonly withheldHost?: string
}

const LOOPBACK_ADDRESS = '127.0.0.1'

/** Keeps a dashboard without a token on loopback: whoever reaches it may read everything. */
export function dashboardSettings(wanted: {
  readonly host: string
  readonly port?: number | undefined
  readonly token?: Secret | undefined
  readonly publicUrl?: string | undefined
}): DashboardSettings {
  const { host, port, token, publicUrl } = wanted
  const withheld = token === undefined && !isLoopback(host)
  return {
    host: withheld ? LOOPBACK_ADDRESS : host,
    ...defined({ port }),
    ...(token ? { token } : {}),
    ...defined({ publicUrl }),
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

/**
 * The address that links in alerts begin with: `dashboard.publicUrl`, else the address it listens on where others can reach
 * that. Undefined where neither is known: a link to loopback opens nothing on the reader's machine.
 */
export function linkBase({ host, publicUrl }: DashboardSettings, listensAt: string): string | undefined {
  if (publicUrl !== undefined) return publicUrl
  return isLoopback(host) || host === '0.0.0.0' || host === '::' ? undefined : listensAt
}

function isLoopback(host: string): boolean {
  return host === '::1' || host.toLowerCase() === 'localhost' || /^127(\.\d{1,3}){3}$/.test(host)
}
