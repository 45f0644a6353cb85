import { type Artifact, DIRECT, type ProxySettings } from '../../../core/index.ts'
import type { HttpClient } from '../../../probe/index.ts'
import type { Diagnosis } from '../../classify/diagnosis.ts'
import { withRequestId } from '../../classify/request-id.ts'
import { seconds } from '../../classify/seconds.ts'
import type { Thrown } from '../../classify/thrown.ts'
import { diagnoseValue } from '../../classify/value.ts'
import type { Recorder } from '../../record/recorder.ts'
import type { Scrubber } from '../../secrets/scrub.ts'
import type { Driver } from '../driver.ts'
import { ApiClient, type RequestState } from './client.ts'
import { diagnoseWay } from './send.ts'
import { noFirstToken } from './stream-limits.ts'

/** Drives an api probe. */
export function openApiDriver(recorder: Recorder, scrubber: Scrubber, proxy: ProxySettings = DIRECT): Driver {
  const stop = new AbortController()
  const client = new ApiClient({ recorder, scrubber, proxy, signal: stop.signal })
  // Bound, because a probe may take the functions out of the object.
  const http: HttpClient = {
    request: (url, request) => client.request(url, request),
    stream: (url, request) => client.stream(url, request),
  }
  return {
    args: { http },
    begin(_step, limitMs) {
      client.limitMs = limitMs
      return undefined
    },
    settle() {},
    // Scrubbed before it is cut to length: half a secret is not recognised.
    diagnose: async (_step, thrown) =>
      withRequestId(diagnoseApi(scrubber.data(thrown), client.state), client.state.requestId),
    async end(): Promise<readonly Artifact[]> {
      stop.abort()
      return []
    },
    abort: () => stop.abort(),
  }
}

/** A step that took too long is described by what its request was waiting for. */
function diagnoseApi(thrown: Thrown, { answered, way, refused, progress }: RequestState): Diagnosis {
  if (refused) return refused
  if (thrown.kind !== 'overdue') return diagnoseValue(thrown)
  const within = `within ${seconds(thrown.limitMs ?? 0)}`
  if (!answered) return diagnoseWay(way, within)
  if (!progress) return { class: 'stalled', message: `the answer began and did not end ${within}` }
  if (progress.firstContentAt === undefined) return noFirstToken(progress, within)
  const silentMs = performance.now() - (progress.lastContentAt ?? 0)
  if (silentMs > 2 * Math.max(progress.longestGapMs, 500)) {
    return { class: 'stalled', message: `no more tokens for ${seconds(silentMs)}` }
  }
  return { class: 'timeout', message: `the stream did not end ${within}` }
}
