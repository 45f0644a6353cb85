import type { Failure, LoginDoor, Target } from '../../core/index.ts'
import { type Found, fail } from './check.ts'
import { signInByHand } from './manual-sign-in.ts'

/**
 * What a failure of class `credentials` means for the account that signs in at a login door: names what it signs in with
 * by the variable it is in, and what to do. It is said of the door, whichever flow met it.
 */
export function refusedSignIn(failure: Failure, target: Target, login: LoginDoor): Found {
  return { ...meaning(failure, target, login), check: `${target.name}/login` }
}

function meaning(failure: Failure, { name }: Target, { email, password, strategy }: LoginDoor): Found {
  const how = `(${failure.message}${failure.step ? ` at '${failure.step}'` : ''})`
  switch (strategy?.kind) {
    case 'manual':
      return fail(failure.message, signInByHand(name))
    case 'email-link':
    case 'email-code':
      // Without an answer of the service it is the mailbox that we did not get into; the message names it.
      if (failure.httpStatus === undefined) {
        return fail(
          failure.message,
          `Look at its address and folder in the config (login.strategy.mailbox), and at its password in ${strategy.mailbox.password.name}.`,
        )
      }
      return fail(
        `the mailed ${strategy.kind === 'email-link' ? 'link' : 'code'} for ${email} is not accepted ${how}`,
        'Look at login.email in the config, and at what "pattern" takes from the mail.',
      )
    default: {
      const factor = strategy?.totp ? `, or the second factor in ${strategy.totp.name},` : ''
      const variables = [password?.name, strategy?.totp?.name].filter((variable) => variable !== undefined)
      return fail(
        `the password in ${password?.name}${factor} is not accepted ${how}`,
        `Put what is right into ${variables.join(' and ')}, mind spaces and quotes, and look at login.email in the config.`,
      )
    }
  }
}
