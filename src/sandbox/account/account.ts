/** The one account of the sandbox, and what a client needs to use every door. Public on purpose: it opens nothing else. */
export const SANDBOX_ACCOUNT = {
  name: 'Robin Vale',
  email: 'robin@lumen.example',
  password: 'violet-harbour-71',
  apiKey: 'lumen-key-5f3a9c71e0d24b86',
} as const

/** Another account of the same person, with a second factor. As public as the first. */
export const SANDBOX_SECOND_FACTOR = {
  email: 'robin+factor@lumen.example',
  password: 'amber-lantern-38',
  /** What the authenticator app was given, in Base32. */
  totpSeed: 'NRUWO2DUNBXXK43FGIZTIN3B',
} as const

/** Models of the two APIs. A name of the same family is served too, and echoed. */
export const SANDBOX_MODELS = {
  messages: ['lumen-large-2', 'lumen-small-2'],
  chatCompletions: ['meridian-1'],
} as const

/** Default ports of the service and of its control endpoint. */
export const SANDBOX_PORT = 4180
export const SANDBOX_CONTROL_PORT = 4181
