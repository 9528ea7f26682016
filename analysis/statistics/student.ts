/** Student's t distribution. Pure. */

/**
 * The value that a share of all stay below, for a share above one half: 0.975 and 5 degrees of freedom give 2.571. By
 * bisection of `withinAngle`.
 * @param freedom a whole number of degrees of freedom, at least 1
 */
export function studentQuantile(share: number, freedom: number): number {
  let [low, high] = [0, Math.PI / 2]
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (withinAngle(middle, freedom) < 2 * share - 1) low = middle
    else high = middle
  }
  return Math.sqrt(freedom) * Math.tan(low)
}

/** P(|T| < √freedom · tan angle) (Abramowitz & Stegun, Handbook of Mathematical Functions, 1964, 26.7.3 and 26.7.4). */
function withinAngle(angle: number, freedom: number): number {
  const isOdd = freedom % 2 === 1
  const square = Math.cos(angle) ** 2
  let term = isOdd ? Math.cos(angle) : 1
  let sum = freedom === 1 ? 0 : term
  for (let power = isOdd ? 3 : 2; power <= freedom - 2; power += 2) {
    term *= (square * (power - 1)) / power
    sum += term
  }
  return isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum
}
