/** Suggests the known name that a mistyped one was probably meant to be. */
import { closest, distance } from 'fastest-levenshtein'

/** `, did you mean sticky?`; empty where no name is within a third of the letters. */
export function didYouMean(name: string, known: readonly string[]): string {
  const [wanted, nearest] = [name.toLowerCase(), known.length === 0 ? '' : closest(name.toLowerCase(), known)]
  return nearest !== '' && distance(wanted, nearest) <= Math.ceil(nearest.length / 3)
    ? `, did you mean ${nearest}?`
    : ''
}
