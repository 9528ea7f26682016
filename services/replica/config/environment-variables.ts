/** Reads environment variables one by one and collects everything that is wrong with them. */

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** One thing wrong with the environment. */
export interface ConfigProblem {
  readonly variable: string
  /** The value as it was found; a secret is never shown. */
  readonly value: string
  readonly remedy: string
}

/** Reads variables; a bad one is noted in `problems`, and a harmless value returned, so that reading goes on. */
export interface EnvironmentReader {
  readonly problems: readonly ConfigProblem[]
  /** A text; an empty one is as good as none. Without a fallback it must be there. */
  text(variable: string, remedy: string, fallback?: string): string
  /** A whole number from `min` to `max`. */
  integer(variable: string, range: { min: number; max: number; fallback: number }): number
  /** A JSON object, or nothing where it is not one (which the caller reports). */
  object(variable: string): Readonly<Record<string, unknown>> | undefined
  /** Notes a problem the caller found. `value` stands in for one that must not be shown, or is only a part. */
  report(variable: string, remedy: string, value?: string): void
}

/** A reader over `environment`. */
export function createEnvironmentReader(environment: Environment): EnvironmentReader {
  const problems: ConfigProblem[] = []
  const report: EnvironmentReader['report'] = (variable, remedy, value = environment[variable] || '(not set)') => {
    problems.push({ variable, value, remedy })
  }
  return {
    problems,
    report,
    text: (variable, remedy, fallback = '') => {
      const value = environment[variable] || fallback
      if (!value) report(variable, remedy)
      return value
    },
    integer: (variable, { min, max, fallback }) => {
      const value = environment[variable] || String(fallback)
      if (/^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value)
      report(variable, `must be a whole number from ${min} to ${max}`)
      return fallback
    },
    object: (variable) => {
      try {
        const value: unknown = JSON.parse(environment[variable] ?? '')
        return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
      } catch {
        return undefined
      }
    },
  }
}
