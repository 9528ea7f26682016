/** The standard normal distribution. Pure. */

/**
 * P(Z > x), to a relative error below 1.2e-7: the complementary error function as fitted by Chebyshev polynomials
 * (Press et al., Numerical Recipes, 2nd edition 1992, section 6.2).
 */
export function normalTail(x: number): number {
  const z = Math.abs(x) / Math.SQRT2
  const t = 1 / (1 + z / 2)
  const sum = chebyshev.reduceRight((inner, coefficient) => coefficient + t * inner, 0)
  const tail = (t * Math.exp(-z * z + sum)) / 2
  return x >= 0 ? tail : 1 - tail
}

const chebyshev = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
]

/** The value that a share of all stay below: 0.975 gives 1.96. By bisection of `normalTail`. */
export function normalQuantile(share: number): number {
  let [low, high] = [-40, 40]
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2
    if (1 - normalTail(middle) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}
