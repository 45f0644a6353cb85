import * as z from 'zod'
import { Secret } from '../core/index.ts'
import { smtpFlaw } from './addresses.ts'
import { SECRET_WANTED } from './expected.ts'
import { describe } from './got.ts'
import { variableToBeSet } from './problems.ts'
import type { Environment } from './variables.ts'

/** What `env('NAME')` in a configuration becomes. */
export type SecretRef = z.ZodType<Secret, { env: string }>

/**
 * `{ env: 'NAME' }` to the secret in that variable, without the white space around it: it comes from `echo | base64` and
 * from pasting, and no key or password has it.
 */
export function secret(environment: Environment): SecretRef {
  return z
    .strictObject(
      { env: z.string().min(1) },
      { error: ({ code }) => (code === 'invalid_type' ? SECRET_WANTED : undefined) },
    )
    .transform(({ env: name }, context) => {
      const value = environment[name]?.trim()
      if (value) return new Secret(name, value)
      // What does not look like the name of a variable may be the secret itself.
      if (/^[A-Z_][A-Z0-9_]*$/.test(name)) context.addIssue({ code: 'custom', message: variableToBeSet(name) })
      else context.addIssue({ code: 'custom', path: ['env'], ...NO_NAME })
      return z.NEVER
    })
}

const NO_NAME = {
  message: 'the name of an environment variable that is set',
  params: { hidden: true, hint: "env('…') takes a name such as ANTHROPIC_API_KEY, not the secret itself." },
}

/** A secret that is sent as an HTTP header. */
export function headerSecret(secretRef: SecretRef): SecretRef {
  return secretRef.superRefine((value, context) => {
    const got = value instanceof Secret ? headerFlaw(value.reveal()) : undefined
    if (got === undefined) return
    context.addIssue({
      code: 'custom',
      message: `a key in ${value.name} that an HTTP header can hold`,
      params: {
        got,
        hint: `Copy the key into ${value.name} again, as plain text. Where a .env file holds it, save that as UTF-8.`,
      },
    })
  })
}

/** The first character that Node refuses in a header, by its place and code point; undefined where there is none. */
function headerFlaw(value: string): string | undefined {
  const characters = [...value]
  const index = characters.findIndex((character) => /[^\t\x20-\x7e\x80-\xff]/u.test(character))
  if (index === -1) return undefined
  const character = characters[index] as string
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  const what = /[\r\n]/.test(character) ? 'a line break' : `the character ${code}`
  return `${what} at place ${index + 1} of ${characters.length}`
}

const TOKEN_CHARACTERS = 16

/** A secret that clients of the dashboard present. */
export function tokenSecret(secretRef: SecretRef): SecretRef {
  return secretRef.superRefine((value, context) => {
    if (!(value instanceof Secret) || isLongToken(value.reveal())) return
    const expected = `a token of at least ${TOKEN_CHARACTERS} letters, digits or signs without blanks in ${value.name}`
    const hint = `Set ${value.name} to a random token, for example from: openssl rand -hex 24`
    context.addIssue({ code: 'custom', message: expected, params: { got: describe(value.reveal(), true), hint } })
  })
}

function isLongToken(token: string): boolean {
  return token.length >= TOKEN_CHARACTERS && /^[\x21-\x7e]+$/.test(token)
}

/** A secret that is the address of a webhook. */
export function webhookSecret(secretRef: SecretRef): SecretRef {
  return addressSecret(secretRef, 'an address such as https://hooks.example.org/…', (text) =>
    URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? undefined : 'It begins with https:// or http://.',
  )
}

/** A secret that is the address of a mail server. */
export function smtpSecret(secretRef: SecretRef): SecretRef {
  return addressSecret(secretRef, 'an address such as smtps://user:password@mail.example.org:465', smtpFlaw)
}

function addressSecret(
  secretRef: SecretRef,
  expected: string,
  flawOf: (text: string) => string | undefined,
): SecretRef {
  return secretRef.superRefine((value, context) => {
    const hint = value instanceof Secret ? flawOf(value.reveal()) : undefined
    if (hint === undefined) return
    const params = { got: describe(value.reveal(), true), hint }
    context.addIssue({ code: 'custom', message: `${expected} in ${value.name}`, params })
  })
}
