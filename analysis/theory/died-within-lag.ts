/** What an asynchronous cluster loses with a replica: sessions that it had acknowledged but not yet copied. */

import type { HistorySlice } from '../../bench/history/history.ts'
import type { Operation } from '../../bench/history/operation.ts'
import type { FaultRecord } from '../../bench/history/records.ts'
import { sessionsOf } from '../anomalies/checker.ts'
import type { Circumstances, Law } from './prediction.ts'
import { type Look, predictOvertaken } from './stale-read-model.ts'

/**
 * A session is lost if it began on the replica that died (1 in N), within the replication lag before its death:
 * 1/N · P(lag > time from the login to the death), mean over the sessions that were open then.
 */
export function predictDiedWithinLag(circumstances: Circumstances): Law | undefined {
  const words = {
    formula: '1/N · P(lag > time from login to death)',
    because:
      'the other replicas have every session except those that began within the replication lag before the replica died',
  }
  return predictOvertaken(circumstances, looksUntilDeath, { share: 1 / circumstances.replicas, words })
}

function looksUntilDeath(slice: HistorySlice): Look[][] {
  const deaths = deathsBySegment(slice)
  return sessionsOf(slice.operations).map(([login]) => lookUntil(deaths.get(login?.segment ?? -1), login))
}

function deathsBySegment({ segments, faults }: HistorySlice): Map<number, FaultRecord> {
  return new Map(
    segments.flatMap(({ segment, trial }) =>
      faults.filter((fault) => fault.trial === trial).map((fault) => [segment, fault]),
    ),
  )
}

function lookUntil(death: FaultRecord | undefined, login: Operation | undefined): Look[] {
  if (death === undefined || login?.kind !== 'login' || login.outcome !== 'ok') return []
  if (login.endMicros > death.startMicros) return []
  const shortest = death.startMicros - login.endMicros
  const longest = death.startMicros - login.startMicros
  return [{ segment: login.segment, read: login, gaps: [{ shortest, longest }] }]
}
