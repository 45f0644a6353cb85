import type { Config } from '../../config/index.ts'
import { MonitorError, type Target } from '../../core/index.ts'
import { signInByHand } from '../../run/index.ts'
import { type Display, visibleBrowser } from './visible-browser.ts'

/**
 * Lets a person sign in to a target in a window, and stores the session for the probes.
 * @returns the file of the session
 * @throws MonitorError that says what is missing: the target, the key, a display, a browser with a window, the person
 */
export async function keepSessionByHand(
  config: Config,
  name: string,
  display: Display | undefined,
  opened: (target: Target) => void,
): Promise<string> {
  const target = targetNamed(config, name)
  const { sessionKey: key, stateDir } = config
  if (!key) {
    throw new MonitorError('config', 'DOORWATCH_KEY is not set, so a session cannot be stored', {
      hint: 'Set it to a long random text in the environment or .env, for example from "openssl rand -base64 32". It encrypts the session.',
    })
  }
  const otherMachine = `Run "doorwatch signin ${name}" on a machine with a screen and the same DOORWATCH_KEY, then copy its .doorwatch/sessions/${name}.session to ${stateDir}/sessions/.`
  const browser = await visibleBrowser(config, display, otherMachine)
  opened(target)
  return signInByHand({ target, browser, stateDir, key, proxy: config.proxy })
}

function targetNamed({ targets }: Config, name: string): Target {
  const target = targets.find((candidate) => candidate.name === name)
  if (target?.login) return target
  const loginTargets = targets.filter(({ login }) => login).map((withLogin) => withLogin.name)
  throw new MonitorError('unknown_name', target ? `${name} has no login door` : `there is no target "${name}"`, {
    hint:
      loginTargets.length > 0
        ? `Targets with a login door: ${loginTargets.join(', ')}.`
        : 'No target of the configuration has a login door.',
  })
}
