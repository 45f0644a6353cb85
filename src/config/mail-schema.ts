import * as z from 'zod'
import { mailAddressText, readMailAddresses } from '../core/index.ts'

const EXPECTED = 'e-mail addresses such as ops@example.org or Ops <ops@example.org>, separated by commas'

/** A schema for a text with one or more mail addresses; gives a list in the form of mail headers. */
export const mailAddresses = z.string().transform((text, context) => {
  const { addresses, flaws } = readMailAddresses(text)
  for (const { entry, flaw } of flaws) {
    context.addIssue({ code: 'custom', message: EXPECTED, params: { got: JSON.stringify(entry), hint: flaw } })
  }
  if (addresses.length === 0 && flaws.length === 0) context.addIssue({ code: 'custom', message: EXPECTED })
  return addresses.map(mailAddressText)
})

/** A schema for one mail address; gives it in the form of a mail header. */
export const mailAddress = mailAddresses.transform((list, context) => {
  if (list.length > 1) {
    context.addIssue({ code: 'custom', message: 'one e-mail address', params: { got: list.join(', ') } })
  }
  return list[0] ?? ''
})

/** A schema for recipients: one text or a list of texts, each with one or more addresses. */
export const recipients = z
  .union([mailAddresses, z.array(mailAddresses).min(1)], { error: 'a list of e-mail addresses' })
  .transform((list) => list.flat())
