/** Counting, and leaving out, without making a list as long as the run on the way. */

export function countOf<T>(all: readonly T[], counts: (each: T) => boolean): number {
  let count = 0
  for (const each of all) if (counts(each)) count += 1
  return count
}

/** The list itself where all of it counts. */
export function onlyThose<T>(all: readonly T[], counts: (each: T) => boolean): readonly T[] {
  return all.every(counts) ? all : all.filter(counts)
}
