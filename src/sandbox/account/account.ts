/** The one account of the sandbox, with the credentials of every surface. Public on purpose: they open nothing else. */
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
  /** Secret of the authenticator app, Base32. */
  totpSeed: 'NRUWO2DUNBXXK43FGIZTIN3B',
} as const

/** Models of the two APIs. Other names of the same family are served too. */
export const SANDBOX_MODELS = {
  messages: ['lumen-large-2', 'lumen-small-2'],
  chatCompletions: ['meridian-1'],
} as const

/** Default ports of the service and of its control endpoint. */
export const SANDBOX_PORT = 4180
export const SANDBOX_CONTROL_PORT = 4181
