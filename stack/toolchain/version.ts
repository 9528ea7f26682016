/** Compares the versions that tools report. */

/** Whether `version` is `needed` or newer, number by number: 1.30.0 is newer than 1.29.6. Missing numbers count as 0. */
export function isAtLeast(version: string, needed: string): boolean {
  const [actual, least] = [numbersOf(version), numbersOf(needed)]
  for (let place = 0; place < Math.max(actual.length, least.length); place += 1) {
    const difference = (actual[place] ?? 0) - (least[place] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}

const numbersOf = (version: string) => version.split('.').map(Number)
