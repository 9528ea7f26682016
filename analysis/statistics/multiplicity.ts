/** Many questions at once: of a hundred true "no difference", five would come out as differences by chance alone. Pure. */

/**
 * Each p adjusted so that, of all that are called differences at `adjusted ≤ α`, a share of α at most is expected to be
 * none; and where nothing differs at all, that anything is called a difference has a chance of α at most (Benjamini &
 * Hochberg, Journal of the Royal Statistical Society B 57, 1995, 289–300). Figures that rise and fall together are no
 * harm (Benjamini & Yekutieli 2001).
 */
export function adjustForMany(ps: readonly number[]): number[] {
  const order = ps.map((_, index) => index).sort((i, j) => (ps[j] as number) - (ps[i] as number))
  const adjusted = new Array<number>(ps.length)
  let least = 1
  for (const [place, index] of order.entries()) {
    least = Math.min(least, (ps[index] as number) * (ps.length / (ps.length - place)))
    adjusted[index] = least
  }
  return adjusted
}
