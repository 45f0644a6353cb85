import { connectionAdvice, type Target } from '../../core/index.ts'
import { type Check, type Found, fail, ok, warn } from './check.ts'
import type { Reach, ReachUrl } from './reach.ts'

/** Can the address of each door be reached, by name, connection, encryption and answer. */
export function surfaceChecks(target: Target, reach: ReachUrl): readonly Check[] {
  const doors = [
    ['login', target.login?.url],
    ['chat', target.chat?.url],
    ['console', target.console?.url],
    ['api', target.api?.url],
    ...Object.entries(target.urls ?? {}),
  ] as const
  const checks = doors.flatMap(([door, url]) =>
    url === undefined
      ? []
      : [{ name: `${target.name}/${door}`, run: async (signal: AbortSignal) => told(url, await reach(url, signal)) }],
  )
  const off = (target.off ?? []).map(({ doors: names, why, hint }) => ({
    name: `${target.name}/${names.join(', ')}`,
    run: async () => warn(`off: ${why}`, hint),
  }))
  return [...checks, ...off]
}

/** What an answer, or none, means for somebody who wants to probe this address. */
export function told(url: string, answer: Reach): Found {
  const { host } = new URL(url)
  if (!answer.ok) return unreachable(host, answer)
  const text = `${host} answers (HTTP ${answer.status}, ${answer.tookMs} ms)`
  if ([403, 405, 429].includes(answer.status)) {
    return warn(
      text,
      'It may be turning automated clients away. Doorwatch does not try to get around that: ask the provider, or leave the door off.',
    )
  }
  if (answer.status >= 500) return warn(text, 'The door itself is in trouble now. That is what doorwatch start is for.')
  return ok(text)
}

function unreachable(host: string, { stage, code }: Extract<Reach, { ok: false }>): Found {
  const found = unreachableAt(host, stage, code)
  const advice = connectionAdvice(code, { place: 'the address in the config', plain: 'http://', secure: 'https://' })
  return advice === undefined ? found : { ...found, todo: advice }
}

function unreachableAt(host: string, stage: Extract<Reach, { ok: false }>['stage'], code: string): Found {
  switch (stage) {
    case 'proxy':
      return fail(
        `no way to ${host}: ${code}`,
        'Look at HTTPS_PROXY and HTTP_PROXY, with user name and password, and whether NO_PROXY should name this host.',
      )
    case 'name':
      return fail(
        `the name ${host} cannot be looked up (${code})`,
        'Look at the address in the config, and at the DNS of this machine.',
      )
    case 'connection':
      return fail(
        `no connection to ${host} (${code})`,
        'Look at the address in the config, at the firewall, and whether this machine gets out only through a proxy.',
      )
    case 'encryption':
      return fail(
        `no encrypted connection to ${host} (${code})`,
        'Where a company proxy signs its own, name its certificate in NODE_EXTRA_CA_CERTS. Look at the clock as well.',
      )
    case 'answer':
      return fail(`${host} takes the connection and does not answer (${code})`, 'Look whether a proxy stands between.')
  }
}
