import type {
  AckSource,
  Artifact,
  Blame,
  ComponentStatus,
  DeliveryState,
  NoteKind,
  Outcome,
  PageReachability,
  PostStatus,
  QuietWindow,
  Rung,
  SetupKind,
  SkipReason,
  State,
  TimelineKind,
  Trigger,
} from '../../core/index.ts'

/** A closed list of words and the small integers that stand for them in the database. A number is never reused. */
interface Code<Word extends string> {
  of(word: Word): number
  word(code: number): Word
}

function code<Word extends string>(numbers: Readonly<Record<Word, number>>): Code<Word> {
  const words = new Map(Object.entries<number>(numbers).map(([word, number]) => [number, word as Word]))
  return {
    of: (word) => numbers[word],
    word(number) {
      const word = words.get(number)
      if (word === undefined)
        throw new Error(`the database has code ${number}, which this version of Doorwatch does not know`)
      return word
    },
  }
}

export const OUTCOME = code<Outcome>({ passed: 0, slow: 1, failed: 2, error: 3, skipped: 4 })
export const TRIGGER = code<Trigger>({ schedule: 0, confirm: 1, manual: 2, drill: 3 })
export const SETUP_KIND = code<SetupKind>({ version: 0, config: 1, probe: 2 })
export const STATE = code<State>({ operational: 0, degraded: 1, down: 2, unknown: 3, maintenance: 4 })
export const BLAME = code<Blame>({ provider: 0, ours: 1, probe: 2, network: 3 })
export const SKIP_REASON = code<SkipReason>({
  missed: 0,
  overlap: 1,
  maintenance: 2,
  budget: 3,
  clock_change: 4,
  suspended: 5,
  storage: 6,
})
export const QUIET_KIND = code<QuietWindow['kind']>({ maintenance: 0, mute: 1 })
export const ARTIFACT = code<Artifact['kind']>({ screenshot: 0, trace: 1, console: 2 })
export const DELIVERY = code<DeliveryState>({ pending: 0, sending: 1, sent: 2, dead: 3 })
export const RUNG = code<Exclude<Rung, 'acknowledged'>>({ sent: 0, accepted: 1, visible: 2 })
export const TIMELINE = code<TimelineKind>({
  opened: 0,
  joined: 1,
  worsened: 2,
  eased: 3,
  recovered: 4,
  relapsed: 5,
  scope: 6,
  reopened: 7,
  resolved: 8,
  acknowledged: 9,
})
export const NOTE_KIND = code<NoteKind>({ note: 0, owner: 1 })
export const ACK_SOURCE = code<AckSource>({ link: 0, dashboard: 1, cli: 2 })
export const COMPONENT_STATUS = code<ComponentStatus>({
  operational: 0,
  under_maintenance: 1,
  degraded_performance: 2,
  partial_outage: 3,
  major_outage: 4,
  unknown: 5,
})
export const PAGE_REACHABILITY = code<PageReachability>({
  heard: 0,
  refused: 1,
  unavailable: 2,
  unreachable: 3,
  malformed: 4,
  unwatched: 5,
})
export const POST_STATUS = code<PostStatus>({
  investigating: 0,
  identified: 1,
  monitoring: 2,
  resolved: 3,
  postmortem: 4,
  unknown: 5,
})
