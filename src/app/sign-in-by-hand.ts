import type { Config } from '../config/index.ts'
import { MonitorError, type Target } from '../core/index.ts'
import { findBrowser, signInByHand } from '../run/index.ts'

/**
 * Lets a person sign in to a target in a window, and keeps the session for the probes. Gives the file it is kept in.
 * @throws MonitorError that says what is missing: the target, the key, a display, a browser with a window, the person
 */
export async function keepSessionByHand(
  config: Config,
  name: string,
  /** Whether windows can be shown here. */
  hasDisplay: boolean,
  opened: (target: Target) => void,
): Promise<string> {
  const target = targetNamed(config, name)
  const { sessionKey: key, stateDir } = config
  if (!key) {
    throw new MonitorError('config', 'DOORWATCH_KEY is not set, so a session cannot be kept', {
      hint: 'Put a long random text into the environment or .env, for example from "openssl rand -base64 32". It seals the file.',
    })
  }
  if (!hasDisplay) {
    throw new MonitorError('no_display', 'a person has to see the browser, and there is no display here', {
      hint: `Run "doorwatch signin ${name}" on a machine with a screen and the same DOORWATCH_KEY, then copy its .doorwatch/sessions/${name}.session to ${stateDir}/sessions/.`,
    })
  }
  const browser = await findBrowser({ visible: true, ...(config.browser ? { path: config.browser } : {}) })
  if (!browser || browser.kind === 'shell') {
    throw new MonitorError('no_browser', 'there is no browser with a window', {
      hint: 'Install Chrome or Chromium, or name one with DOORWATCH_BROWSER for this command.',
    })
  }
  opened(target)
  return signInByHand({ target, browser, stateDir, key })
}

function targetNamed({ targets }: Config, name: string): Target {
  const target = targets.find((one) => one.name === name)
  if (target?.login) return target
  const known = targets.filter(({ login }) => login).map((one) => one.name)
  throw new MonitorError('unknown_name', target ? `${name} has no login door` : `there is no target "${name}"`, {
    hint:
      known.length > 0
        ? `Targets with a login door: ${known.join(', ')}.`
        : 'No target of the configuration has a login door.',
  })
}
