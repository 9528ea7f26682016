/** Reads environment variables and collects all problems with them. */

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** One problem with the environment. */
export interface ConfigProblem {
  readonly variable: string
  /** The invalid value; never a secret. */
  readonly value: string
  readonly remedy: string
}

/** Reads variables; adds an invalid one to `problems` and returns a harmless value, so that reading continues. */
export interface EnvironmentReader {
  readonly problems: readonly ConfigProblem[]
  /** A text; an empty one counts as absent. Required if there is no fallback. */
  text(variable: string, remedy: string, fallback?: string): string
  /** A whole number from `min` to `max`. */
  integer(variable: string, range: { min: number; max: number; fallback: number }): number
  /** A JSON object; undefined if it is not one, which the caller reports. */
  object(variable: string): Readonly<Record<string, unknown>> | undefined
  /** Adds a problem. `value` replaces the variable's value if that is secret, or only a part of it is invalid. */
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
