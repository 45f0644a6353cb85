import { defined, type Secret } from '../core/index.ts'

/** The address and the access token of the dashboard. */
export interface DashboardSettings {
  /** The address it listens on. */
  readonly host: string
  readonly port?: number
  /** The access token; absent if none is set. */
  readonly token?: Secret
  /** The address for readers of alerts, with a slash at the end. */
  readonly publicUrl?: string
  /** Opens the pages that hold states and times only without the token. */
  readonly share?: true
  /** The configured host, if the dashboard stays on loopback because no token is set. */
  readonly withheldHost?: string
}

const LOOPBACK_ADDRESS = '127.0.0.1'

/** The settings of the dashboard. Without a token it stays on loopback, because anyone who reaches it can read everything. */
export function dashboardSettings(input: {
  readonly host: string
  readonly port?: number | undefined
  readonly token?: Secret | undefined
  readonly publicUrl?: string | undefined
  readonly share?: boolean | undefined
}): DashboardSettings {
  const { host, port, token, publicUrl, share } = input
  const withheld = token === undefined && !isLoopback(host)
  return {
    host: withheld ? LOOPBACK_ADDRESS : host,
    ...(share ? { share } : {}),
    ...defined({ port }),
    ...defined({ token }),
    ...defined({ publicUrl }),
    ...(withheld ? { withheldHost: host } : {}),
  }
}

/** The notice for log, `status` and `doctor` that the dashboard stays on loopback; undefined if it does not. */
export function withheldNotice({
  withheldHost,
}: DashboardSettings): { readonly text: string; readonly todo: string } | undefined {
  if (withheldHost === undefined) return undefined
  return {
    text: `the dashboard listens on loopback only, because dashboard.host is ${withheldHost} and dashboard.token is not set`,
    todo: "Set dashboard.token: env('DOORWATCH_TOKEN') in the configuration and the variable DOORWATCH_TOKEN, or remove dashboard.host.",
  }
}

/**
 * The base address of links in alerts: `dashboard.publicUrl`, else the address the dashboard listens on. Undefined if that
 * is loopback or all interfaces, because such a link opens nothing on the reader's machine.
 */
export function linkBase({ host, publicUrl }: DashboardSettings, listensAt: string): string | undefined {
  if (publicUrl !== undefined) return publicUrl
  return isLoopback(host) || host === '0.0.0.0' || host === '::' ? undefined : listensAt
}

function isLoopback(host: string): boolean {
  return host === '::1' || host.toLowerCase() === 'localhost' || /^127(\.\d{1,3}){3}$/.test(host)
}
