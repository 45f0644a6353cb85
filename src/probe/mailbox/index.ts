// Reads the mails of sign-ins over IMAP. Takes a Mailbox and who the mail is for, gives the mail of this sign-in and no
// other: mails that were there before, and mails for somebody else, are left alone. Promises: never hangs, tells a
// mailbox of ours that cannot be read (MailboxError) from a mail that did not come (undefined).
export { codeIn, linkIn } from './contents.ts'
export { MailboxError } from './error.ts'
export { chooseLink, type LinkChoice } from './links.ts'
export type { Mail } from './mail.ts'
export { type OpenMailbox, openMailbox } from './open.ts'
