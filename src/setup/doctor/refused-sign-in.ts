import type { Failure, LoginDoor, Target } from '../../core/index.ts'
import { type CheckResult, fail } from './check.ts'
import { manualSignInAdvice } from './manual-sign-in.ts'

/**
 * The finding about a refused sign-in: names the credentials by their variables, and what to do. It is a finding of the
 * login door, whichever flow failed.
 */
export function refusedSignIn(failure: Failure, target: Target, login: LoginDoor): CheckResult {
  return { ...meaning(failure, target, login), check: `${target.name}/login` }
}

function meaning(failure: Failure, { name }: Target, { email, password, strategy }: LoginDoor): CheckResult {
  const how = `(${failure.message}${failure.step ? ` at '${failure.step}'` : ''})`
  switch (strategy?.kind) {
    case 'manual':
      return fail(failure.message, manualSignInAdvice(name))
    case 'email-link':
    case 'email-code':
      // Without an HTTP status the mailbox refused us, not the service; the message names it.
      if (failure.httpStatus === undefined) {
        return fail(
          failure.message,
          `Check url and folder of login.strategy.mailbox in the config, and the password in ${strategy.mailbox.password.name}.`,
        )
      }
      return fail(
        `the mailed ${strategy.kind === 'email-link' ? 'link' : 'code'} for ${email} is not accepted ${how}`,
        'Check login.email in the config, and what mailbox.pattern finds in the mail.',
      )
    default: {
      const factor = strategy?.totp ? `, or the second factor in ${strategy.totp.name},` : ''
      const variables = [password?.name, strategy?.totp?.name].filter((variable) => variable !== undefined)
      return fail(
        `the password in ${password?.name}${factor} is not accepted ${how}`,
        `Correct ${variables.join(' and ')} (without spaces and quotes), and check login.email in the config.`,
      )
    }
  }
}
