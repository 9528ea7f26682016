/** What a law means for whoever adds replicas, in one sentence. Pure. */

import { peakOf, throughputAt } from '../../statistics/scalability-law.ts'
import type { FittedLaw } from '../figures/scaling.ts'
import type { Words } from './texts.ts'

export function lawSentence(law: FittedLaw, { lawWords }: Words): string {
  const { contention, coherency, perReplica, ci95, withoutPairs } = law
  const [leastSerial, mostSerial] = ci95.contention
  const serial =
    leastSerial > 0
      ? lawWords.serial(percent(contention))
      : mostSerial > 0
        ? lawWords.serialAtMost(percent(mostSerial))
        : lawWords.noSerial
  const [leastPeak, mostPeak] = ci95.peak
  if (ci95.coherency[0] > 0) {
    const peak = Math.round(peakOf(law))
    const range = `${Math.floor(leastPeak)}–${Number.isFinite(mostPeak) ? Math.ceil(mostPeak) : '…'}`
    return `${serial}${lawWords.pairs(percent(coherency), peak, range, roughly(throughputAt(law, peak)))}`
  }
  const limit =
    leastSerial > 0 ? lawWords.limit(roughly(perReplica / mostSerial), roughly(perReplica / leastSerial)) : ''
  if (withoutPairs) return `${serial}${limit}${lawWords.pairsTakenAsNothing}`
  const upTo = Number.isFinite(leastPeak) ? lawWords.helpsUpTo(Math.floor(leastPeak)) : ''
  return `${serial}${limit}${lawWords.noPairs}${upTo}`
}

function percent(share: number): string {
  const value = share * 100
  return `${Math.abs(value) < 10 ? Number(value.toPrecision(2)) : Math.round(value)} %`
}

/** A rate that is known to two digits: `17,000`. */
function roughly(perSecond: number): string {
  return Number(perSecond.toPrecision(2)).toLocaleString('en')
}
