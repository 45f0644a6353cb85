import type { Generated } from 'kysely'

/** What others say of the services: status pages, and people. */
export interface WitnessTables {
  witness: { target: number; asked_at: number; memory: string }
  witness_voice: { target: number; at: number; voice: number; http_status: number | null; message: string | null }
  witness_component: { id: Generated<number>; target: number; key: string; name: string; surfaces: string }
  witness_claim: { component: number; at: number; claim: number }
  witness_post: {
    target: number
    at: number
    incident: string
    post: string
    seen_at: number
    status: number
    name: string
    body: string
    surfaces: string
  }
  person_report: {
    id: Generated<number>
    at: number
    target: number
    surface: number
    trouble: string
    via: string
    reporter: string
    client: string | null
  }
  report_token: { hash: string; created_at: number; revoked_at: number | null }
}
