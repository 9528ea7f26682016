/** Where comparing would fool its reader. Pure. */

import type { Comparison } from './comparison.ts'
import { printable } from './wording.ts'

/** Why these sides are not compared; undefined where they are. */
export function refusal({ a, b, common, circumstances }: Comparison, force: boolean): string | undefined {
  const names = `${printable(a.name)} and ${printable(b.name)}`
  if (common.length === 0) return `${names} have no mode and client in common: there is nothing to compare`
  const other = circumstances.filter(({ kind }) => kind === 'other-question')
  if (force || other.length === 0) return undefined
  const named = other.map(({ what, a, b }) => `${printable(what, 60)} (${printable(a, 60)} and ${printable(b, 60)})`)
  return `${names} were asked different things, so their figures say nothing of each other: ${named.join(', ')}; --force compares them all the same`
}
