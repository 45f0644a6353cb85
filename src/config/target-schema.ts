import * as z from 'zod'
import { CLI_PROFILES, DOORS, isOneOf } from '../core/index.ts'
import { controlAddress } from './addresses.ts'
import { budget } from './budget-schema.ts'
import { SECRET_WANTED } from './expected.ts'
import { loginSchema } from './login-schema.ts'
import { schedule } from './schedule-schema.ts'
import { headerSecret, type SecretRef } from './secret-schema.ts'

const url = z.url({ protocol: /^https?$/ })
const text = z.string().min(1)

const isDoor = (name: string) => isOneOf(DOORS, name)

/** A record whose names the user chooses; a probe reads it with a dot: `target.urls.cart`. */
function recordByName<T extends z.ZodType>(value: T, what: string) {
  return z.record(z.string(), value).superRefine((record, context) => {
    for (const name of Object.keys(record)) {
      if (/^[A-Za-z_]\w*$/.test(name) && !isDoor(name)) continue
      const hint = isDoor(name)
        ? `${name} is a door of a target; choose another name, such as ${name}Page.`
        : 'A name has letters, digits and _, and begins with a letter.'
      context.addIssue({
        code: 'custom',
        path: [name],
        message: `a name for ${what}`,
        params: { got: JSON.stringify(name), hint },
      })
    }
  })
}

/**
 * A target and its doors.
 * @param secretRef turns `{ env: 'NAME' }` into the secret it names
 * @param path turns `~/x` into a path below the user's home
 */
export function targetSchema(secretRef: SecretRef, path: z.ZodType<string, string>) {
  return z.strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a short name of lower-case letters, digits and dashes'),
    title: text.optional(),
    login: loginSchema(secretRef).optional(),
    chat: z
      .strictObject({
        url,
        prompt: text.default('What is 17 + 25? Reply with the number only.'),
        answer: text.default('42'),
        locators: z.strictObject({ input: text, send: text, reply: text, done: text, failed: text.optional() }),
      })
      .optional(),
    console: z.strictObject({ url, locators: z.strictObject({ keysLink: text, keys: text }) }).optional(),
    cli: z
      .strictObject({
        command: z
          .array(z.string())
          .min(1)
          .refine(([program]) => program !== '', 'the program first, then its arguments')
          .transform(([program, ...words], context) => {
            const parsed = path.safeParse(program)
            for (const { message } of parsed.error?.issues ?? []) context.addIssue({ code: 'custom', message })
            return [parsed.data ?? '', ...words]
          }),
        versionArgs: z.array(text).default(['--version']),
        signedInArgs: z.array(text).min(1).optional(),
        profile: z.enum(CLI_PROFILES).optional(),
        env: z
          .record(z.string(), z.union([z.string(), secretRef], { error: `a text, or ${SECRET_WANTED}` }))
          .default({}),
        files: z.record(z.string(), z.string()).optional(),
        model: text.optional(),
        answer: text.default('pong'),
      })
      .optional(),
    api: z
      .strictObject({
        url,
        dialect: z.enum(['messages', 'chat-completions']).optional(),
        key: headerSecret(secretRef),
        model: text,
        models: z.array(text).optional(),
        prompt: text.default('Reply with exactly: pong'),
        answer: text.default('pong'),
      })
      .optional(),
    urls: recordByName(url, 'an address').optional(),
    secrets: recordByName(secretRef, 'a secret').optional(),
    statusPage: url.optional(),
    statusComponents: z.record(z.string(), z.array(text)).optional(),
    controls: z.array(controlAddress).optional(),
    budget: budget.optional(),
    off: z.array(z.strictObject({ doors: z.array(text), why: text, hint: text })).optional(),
    schedule: schedule.default({}),
  })
}
