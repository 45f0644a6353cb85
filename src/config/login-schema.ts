import * as z from 'zod'
import { defined, type LoginDoor, type Mailbox, type Secret, type SignInStrategy } from '../core/index.ts'
import { mailboxAddress } from './addresses.ts'
import { duration, someTime } from './schedule-schema.ts'
import type { SecretRef } from './secret-schema.ts'

const url = z.url({ protocol: /^https?$/ })
const text = z.string().min(1)

/** The login door: where to sign in, as whom, how, and by which locators. */
export function loginSchema(secretRef: SecretRef) {
  return z
    .strictObject({
      url,
      email: text,
      password: secretRef.optional(),
      strategy: strategySchema(secretRef).optional(),
      home: url.optional(),
      sessionMaxAge: duration.optional(),
      sessionCookie: text.optional(),
      locators: z.strictObject({
        email: text,
        password: text.optional(),
        submit: text,
        next: text.optional(),
        sent: text.optional(),
        code: text.optional(),
        codeSubmit: text.optional(),
        signedIn: text,
        signOut: text,
        signedOut: text,
      }),
    })
    .superRefine((login, context) => {
      for (const { path, message, hint } of missingKeys(login)) {
        context.addIssue({ code: 'custom', path, message, params: { hint } })
      }
    })
    .transform(({ sessionMaxAge, ...login }): LoginDoor => {
      return defined({ ...login, sessionMaxAgeMs: sessionMaxAge }) as LoginDoor
    })
}

function strategySchema(secretRef: SecretRef) {
  const mailbox = mailboxSchema(secretRef)
  return z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('password'), totp: secretRef.refine(isBase32, BASE32).optional() }),
      z.strictObject({ kind: z.literal('email-link'), mailbox }),
      z.strictObject({ kind: z.literal('email-code'), mailbox }),
      z.strictObject({ kind: z.literal('manual') }),
    ])
    .transform((strategy) => defined(strategy) as SignInStrategy)
}

const BASE32 = 'the seed of the authenticator app in Base32 (letters and the digits 2 to 7)'

function isBase32(seed: Secret): boolean {
  return /^[A-Z2-7=\s-]{8,}$/i.test(seed.reveal())
}

function mailboxSchema(secretRef: SecretRef) {
  return z
    .strictObject({
      url: mailboxAddress,
      password: secretRef,
      folder: text.optional(),
      within: someTime.optional(),
      afterwards: z.enum(['delete', 'mark']).optional(),
      pattern: text.refine(isPattern, 'a regular expression').optional(),
    })
    .transform(({ within, ...mailbox }) => defined({ ...mailbox, withinMs: within }) as Mailbox)
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp
  } catch {
    return false
  }
}

/** The keys that the strategy needs and the door does not have. */
function missingKeys(login: {
  readonly password?: unknown
  readonly strategy?: SignInStrategy | undefined
  readonly locators: { readonly password?: string | undefined; readonly code?: string | undefined }
}): readonly { readonly path: string[]; readonly message: string; readonly hint: string }[] {
  const strategy = login.strategy ?? { kind: 'password' }
  const byPassword = strategy.kind === 'password'
  const byCode = strategy.kind === 'email-code' || (strategy.kind === 'password' && strategy.totp !== undefined)
  const locatorHint = (key: string) =>
    `Add to locators the Playwright selector of that field: ${key}: 'role=textbox[name="…"]'`
  return [
    ...(byPassword && !login.password
      ? [
          {
            path: ['password'],
            message: 'the password to sign in with, because strategy is password',
            hint: "Add password: env('NAME'), or choose another strategy: { kind: 'email-link' }, 'email-code' or 'manual'.",
          },
        ]
      : []),
    ...(byPassword && !login.locators.password
      ? [
          {
            path: ['locators', 'password'],
            message: 'the field for the password, because strategy is password',
            hint: locatorHint('password'),
          },
        ]
      : []),
    ...(byCode && !login.locators.code
      ? [
          {
            path: ['locators', 'code'],
            message: 'the field for the one-time code, because strategy asks for one',
            hint: locatorHint('code'),
          },
        ]
      : []),
  ]
}
