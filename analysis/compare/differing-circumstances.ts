/** Under which circumstances runs took place, and where those differ: what then remains to be compared. Pure. */

import type { Run } from './side.ts'

export interface Difference {
  /** The key that leads to it, e.g. `load.users`. */
  readonly what: string
  readonly a: string
  readonly b: string
  /**
   * `other-question`: the runs were asked for different things, so that a difference of their figures says nothing of what
   * is compared. `other-place`: the same was asked elsewhere, or of something else; the reader must know.
   */
  readonly kind: 'other-question' | 'other-place'
}

const otherQuestion = /^(scenario|sweep|workload|load|perMode|timeline|strategy of|policy of)\b/
/** Says nothing of what was measured, or is told otherwise: how many trials there are, which modes both sides have. */
const ofNoMatter = /^(name|summary|trials|modes|clients|expect|perMode\.[^.]+\.(expect|clients))\b/

/** @param modes those that are compared: what only other modes were asked is of no matter */
export function differencesOf(a: Run, b: Run, modes: readonly string[]): Difference[] {
  // What an older report did not tell is not known to differ.
  const isTold = a.report.setup !== null && b.report.setup !== null
  const [before, after] = [circumstancesOf(a, modes, isTold), circumstancesOf(b, modes, isTold)]
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((what) => before.get(what) !== after.get(what))
    .map((what) => ({
      what,
      a: before.get(what) ?? 'none',
      b: after.get(what) ?? 'none',
      kind: otherQuestion.test(what) ? 'other-question' : 'other-place',
    }))
}

function circumstancesOf({ report }: Run, modes: readonly string[], isTold: boolean): Map<string, string> {
  const { scenario, environment, topology, setup } = report
  const asked = [...leavesOf(isTold ? setup : { topology })].filter(([key]) => {
    const [, ofMode] = /^perMode\.([^.]+)\./.exec(key) ?? []
    return !ofNoMatter.test(key) && (ofMode === undefined || modes.includes(ofMode))
  })
  const pairs = modes.flatMap((mode): [string, string][] => [
    [`strategy of ${mode}`, report.modes[mode]?.strategy ?? 'none'],
    [`policy of ${mode}`, report.modes[mode]?.policy ?? 'none'],
  ])
  const place = [...leavesOf(environment)].filter(([key]) => key !== 'cpuQuota.measured') // a measurement: never twice the same
  return new Map([['scenario', scenario], ...asked, ...pairs, ...place])
}

const deepest = 8

/** Every single value in an object, by the keys that lead to it. */
function* leavesOf(value: unknown, keys: readonly string[] = []): Generator<[string, string]> {
  if (typeof value !== 'object' || value === null || keys.length >= deepest) {
    if (keys.length > 0) yield [keys.join('.'), typeof value === 'string' ? value : JSON.stringify(value)]
    return
  }
  for (const [key, part] of Object.entries(value)) yield* leavesOf(part, [...keys, key])
}
