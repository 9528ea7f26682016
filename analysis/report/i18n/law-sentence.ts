/** What a law means for whoever adds replicas, in one sentence. Pure. */

import { peakOf, throughputAt } from '../../statistics/scalability-law.ts'
import type { Curve, FittedLaw } from '../figures/scaling.ts'
import { en, type Texts } from './texts.en.ts'

export function lawSentence(law: FittedLaw, { lawTexts }: Texts): string {
  const { contention, coherency, perReplica, ci95, withoutPairs } = law
  const [leastSerial, mostSerial] = ci95.contention
  const serial =
    leastSerial > 0
      ? lawTexts.serial(percent(contention))
      : mostSerial > 0
        ? lawTexts.serialAtMost(percent(mostSerial))
        : lawTexts.noSerial
  const [leastPeak, mostPeak] = ci95.peak
  if (ci95.coherency[0] > 0) {
    const peak = Math.round(peakOf(law))
    const range = `${Math.floor(leastPeak)}–${Number.isFinite(mostPeak) ? Math.ceil(mostPeak) : '…'}`
    return `${serial}${lawTexts.pairs(percent(coherency), peak, range, roughly(throughputAt(law, peak)))}`
  }
  const limit =
    leastSerial > 0 ? lawTexts.limit(roughly(perReplica / mostSerial), roughly(perReplica / leastSerial)) : ''
  if (withoutPairs) return `${serial}${limit}${lawTexts.pairsTakenAsNothing}`
  const upTo = Number.isFinite(leastPeak) ? lawTexts.helpsUpTo(Math.floor(leastPeak)) : ''
  return `${serial}${limit}${lawTexts.noPairs}${upTo}`
}

/** The same for a curve, in English; without a law, why there is none. */
export function curveSentence({ law, noLawReason = '' }: Curve): string {
  return law === null ? noLawReason : lawSentence(law, en)
}

function percent(share: number): string {
  const value = share * 100
  return `${Math.abs(value) < 10 ? Number(value.toPrecision(2)) : Math.round(value)} %`
}

/** A rate that is known to two digits: `17,000`. */
function roughly(perSecond: number): string {
  return Number(perSecond.toPrecision(2)).toLocaleString('en')
}
