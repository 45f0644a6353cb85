import type { Target } from '../core/index.ts'

/**
 * The hosts behind each surface of a target, by surface (`claude/cli`). Of a command-line client only those in its environment
 * variables; its default hosts are unknown here.
 */
export function surfaceHosts(target: Target): Readonly<Record<string, readonly string[]>> {
  const { login, chat, console: keys, api, cli } = target
  const addresses: Readonly<Record<string, readonly (string | undefined)[]>> = {
    login: [login?.url, login?.home],
    chat: [chat?.url],
    console: [keys?.url],
    api: [api?.url],
    cli: Object.values(cli?.env ?? {}).map((value) => (typeof value === 'string' ? value : undefined)),
  }
  const hosts = Object.entries(addresses).map(([door, urls]): [string, readonly string[]] => [
    `${target.name}/${door}`,
    [...new Set(urls.flatMap(hostOf))],
  ])
  return Object.fromEntries(hosts.filter(([, names]) => names.length > 0))
}

/** The hosts behind every surface of these targets, by surface. */
export function hostsOf(targets: readonly Target[]): Readonly<Record<string, readonly string[]>> {
  return Object.assign({}, ...targets.map(surfaceHosts))
}

function hostOf(address: string | undefined): readonly string[] {
  if (address === undefined || !/^https?:\/\//i.test(address) || !URL.canParse(address)) return []
  return [new URL(address).host]
}
