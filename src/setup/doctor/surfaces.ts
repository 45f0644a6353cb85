import { connectionAdvice, type Target } from '../../core/index.ts'
import { type Check, type CheckResult, fail, ok, warn } from './check.ts'
import type { Reach, ReachUrl } from './reach.ts'

/** Checks that the address of each door answers; a failure names its stage: name, connection, encryption or answer. */
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
      : [
          {
            name: `${target.name}/${door}`,
            run: async (signal: AbortSignal) => reachFinding(url, await reach(url, signal)),
          },
        ],
  )
  const off = (target.off ?? []).map(({ doors: names, why, hint }) => ({
    name: `${target.name}/${names.join(', ')}`,
    run: async () => warn(`off: ${why}`, hint),
  }))
  return [...checks, ...off]
}

/** The finding on an address by its answer. */
function reachFinding(url: string, answer: Reach): CheckResult {
  const { host } = new URL(url)
  if (!answer.ok) return unreachable(host, answer)
  const text = `${host} answers (HTTP ${answer.status}, ${answer.tookMs} ms)`
  if ([403, 405, 429].includes(answer.status)) {
    return warn(
      text,
      'It may refuse automated clients, and Doorwatch does not work around that: ask the provider, or remove the door.',
    )
  }
  if (answer.status >= 500) return warn(text, 'The service has a fault now. Start doorwatch to watch it.')
  return ok(text)
}

function unreachable(host: string, { stage, code }: Extract<Reach, { ok: false }>): CheckResult {
  const result = unreachableAt(host, stage, code)
  const advice = connectionAdvice(code, { place: 'the address in the config', plain: 'http://', secure: 'https://' })
  return advice === undefined ? result : { ...result, todo: advice }
}

function unreachableAt(host: string, stage: Extract<Reach, { ok: false }>['stage'], code: string): CheckResult {
  switch (stage) {
    case 'proxy':
      return fail(
        `no way to ${host}: ${code}`,
        'Check HTTPS_PROXY and HTTP_PROXY with user name and password, or add this host to NO_PROXY.',
      )
    case 'name':
      return fail(
        `the name ${host} cannot be looked up (${code})`,
        'Check the address in the config, and the DNS of this machine.',
      )
    case 'connection':
      return fail(
        `no connection to ${host} (${code})`,
        'Check the address in the config and the firewall. If this network needs a proxy, set HTTPS_PROXY.',
      )
    case 'encryption':
      return fail(
        `no encrypted connection to ${host} (${code})`,
        "If a company proxy replaces certificates, set NODE_EXTRA_CA_CERTS to its authority's file. Check the clock as well.",
      )
    case 'answer':
      return fail(
        `${host} accepts the connection and does not answer (${code})`,
        'Check whether a proxy answers in its place.',
      )
  }
}
